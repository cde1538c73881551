import { Badge, Code, Stack, Text } from '@mantine/core';
import { toFault } from '@/api/error';
import type { Schemas } from '@/api/client';
import { useWorkspace } from '@/api/workspaces';
import { CopyField } from '@/ui/CopyField';
import { ErrorNote } from '@/ui/ErrorNote';
import { Fact, Facts } from '@/ui/Fact';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { Surface } from '@/ui/Surface';
import { When } from '@/ui/When';
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
        <Facts layout="rows">
          <Fact label="Health">
            {health.error ? <Badge variant="light" color="red" tt="none">Does not answer</Badge> : health.data ? <Badge variant="light" tt="none">Healthy</Badge> : 'asking'}
          </Fact>
          <Fact label="Version">{of.version}</Fact>
          {of.commit && <Fact label="Commit"><Code>{of.commit}</Code></Fact>}
          <Fact label="Built with">{of.go}</Fact>
          <Fact label="Started"><When at={of.startedAt} /></Fact>
          <Fact label="Database">{of.database.kind === 'postgres' ? 'PostgreSQL' : 'SQLite'} {of.database.version}</Fact>
          {of.dataFolder && <Fact label="Data folder"><Code>{of.dataFolder}</Code></Fact>}
          {of.keySource && <Fact label="Key that seals secrets"><Code>{of.keySource}</Code></Fact>}
          <Fact label="People">{of.users}</Fact>
          <Fact label="Workspaces">{of.workspaces}</Fact>
        </Facts>
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
