import { Button, Stack, Title } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { toFault } from '@/api/error';
import { gitSettingsQuery } from '@/api/git';
import { useWorkspace } from '@/api/workspaces';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { Surface } from '@/ui/Surface';
import { CredentialPanel } from './CredentialPanel';
import { SigningKey } from './settings/SigningKey';

// Credentials are the keys of the workspace: to get into its repository, and to sign commits.
export function Credentials() {
  const { slug } = useWorkspace();
  const settings = useQuery(gitSettingsQuery(slug));
  if (settings.error) return <ErrorNote error={toFault(settings.error)} onRetry={() => void settings.refetch()} />;
  if (!settings.data) return <Loading rows={6} />;
  if (settings.data.value.phase === 'disconnected') {
    return (
      <Surface>
        <EmptyState icon={<IconKey />} title="No repository yet" action={<Button component={Link} to={`/w/${slug}/git/connect`}>Connect to Git</Button>}>
          The credential is asked for when the workspace is connected.
        </EmptyState>
      </Surface>
    );
  }
  return (
    <Stack gap="md">
      <Surface component="section">
        <Stack gap="sm">
          <Title order={2} size="h4">Credential</Title>
          <CredentialPanel settings={settings.data} />
        </Stack>
      </Surface>
      <Surface component="section"><SigningKey publicKey={settings.data.value.signingKey ?? ''} /></Surface>
    </Stack>
  );
}
