import { Alert, Anchor, Group, Tabs, Text } from '@mantine/core';
import { IconAlertTriangle, IconHandStop } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Page } from './Page';
import { sentence } from './sentence';
import { StateBadge, type GitState } from './StateBadge';

export interface EditorTab {
  value: string; // as the address says it; the first one is left out there
  label: string;
  count?: number;
  content: ReactNode;
}

interface Props {
  title: string;
  above: { label: string; to: string };
  git?: { state: GitState; message?: string; conflictAt: string }; // where a conflict or a held file is settled
  badges?: ReactNode;
  actions?: ReactNode;
  intro?: ReactNode;
  tabs: EditorTab[];
  tab?: string;
  onTab: (tab: string | undefined) => void;
}

// EditorPage is the frame of one resource's page: title, how it stands to Git, and its tabs.
export function EditorPage({ title, above, git, badges, actions, intro, tabs, tab, onTab }: Props) {
  const first = tabs[0]!.value;
  const shown = tabs.find((t) => t.value === tab)?.value ?? first;
  return (
    <Page title={title} above={above} badge={<>{git && <StateBadge state={git.state} reason={git.message} />}{badges}</>} actions={actions} intro={intro}>
      {git && (git.state === 'conflict' || git.state === 'held') && <Waits {...git} />}
      <Tabs value={shown} onChange={(next) => onTab(!next || next === first ? undefined : next)} keepMounted={false}>
        <Tabs.List mb="md" style={{ flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden' }}>
          {tabs.map((t) => (
            <Tabs.Tab key={t.value} value={t.value}>{t.label}{t.count !== undefined && ` (${t.count})`}</Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map((t) => <Tabs.Panel key={t.value} value={t.value}>{t.content}</Tabs.Panel>)}
      </Tabs>
    </Page>
  );
}

// Waits says that a resource stands still until somebody decides.
function Waits({ state, message, conflictAt }: { state: GitState; message?: string; conflictAt: string }) {
  const conflict = state === 'conflict';
  return (
    <Alert
      color={conflict ? 'red' : 'yellow'}
      variant="light"
      icon={conflict ? <IconAlertTriangle aria-hidden /> : <IconHandStop aria-hidden />}
      title={conflict ? 'The app and the branch disagree' : 'Its file is held'}
    >
      <Group justify="space-between" gap="xs">
        <Text size="sm">{message ? sentence(message) : (conflict ? 'Both changed the same field. Neither is overwritten.' : 'It is left alone on both sides until somebody acts.')}</Text>
        <Anchor component={Link} to={conflictAt} size="sm" fw={600}>{conflict ? 'Settle it' : 'See what to do'}</Anchor>
      </Group>
    </Alert>
  );
}
