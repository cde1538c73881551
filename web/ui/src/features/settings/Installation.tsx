import { Badge, Code, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { toFault } from '@/api/error';
import type { Schemas } from '@/api/client';
import { useWorkspace } from '@/api/workspaces';
import { CopyField } from '@/ui/CopyField';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { Surface } from '@/ui/Surface';
import { When } from '@/ui/When';
import styles from './Installation.module.css';
import { useHealth, useInstallation } from './queries';

// Installation tells how this server runs.
export function Installation() {
  const about = useInstallation();
  return (
    <Page title="Installation">
      {about.error ? <ErrorNote error={toFault(about.error)} onRetry={() => void about.refetch()} /> : about.data ? <About of={about.data} /> : <Loading />}
    </Page>
  );
}

function About({ of }: { of: Schemas['Installation'] }) {
  const { slug } = useWorkspace();
  const health = useHealth();
  return (
    <>
      <Surface>
        <dl className={styles.facts}>
          <Fact name="Health">
            {health.error ? <Badge variant="light" color="red" tt="none">Does not answer</Badge> : health.data ? <Badge variant="light" tt="none">Healthy</Badge> : 'asking'}
          </Fact>
          <Fact name="Version">{of.version}</Fact>
          {of.commit && <Fact name="Commit"><Code>{of.commit}</Code></Fact>}
          <Fact name="Built with">{of.go}</Fact>
          <Fact name="Started"><When at={of.startedAt} /></Fact>
          <Fact name="Database">{of.database.kind === 'postgres' ? 'PostgreSQL' : 'SQLite'} {of.database.version}</Fact>
          <Fact name="Data folder"><Code>{of.dataFolder}</Code></Fact>
          <Fact name="Key that seals secrets"><Code>{of.keySource}</Code></Fact>
          <Fact name="People">{of.users}</Fact>
          <Fact name="Workspaces">{of.workspaces}</Fact>
        </dl>
      </Surface>
      <Surface component="section">
        <Stack maw={640}>
          <CopyField label="Address of this installation" description="As links and invitations name it." value={of.publicUrl} />
          {of.gitHost ? (
            <CopyField label="Built-in repository of this workspace" description="Sign in to it with an API key as the password." value={`${of.publicUrl}/git/${slug}.git`} />
          ) : (
            <Text size="sm" c="dimmed">Built-in repositories are off.</Text>
          )}
        </Stack>
      </Surface>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
