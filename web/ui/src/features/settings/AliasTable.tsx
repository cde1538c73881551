import { ActionIcon, Button, Group, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconArrowRight, IconPlus, IconX } from '@tabler/icons-react';
import { toFault } from '@/api/error';
import { useWorkspace } from '@/api/workspaces';
import { ErrorNote } from '@/ui/ErrorNote';
import { Surface } from '@/ui/Surface';
import { linesOf, without, withNew, type AliasFaults, type AliasRow, type AliasRows } from './aliasRows';
import { useNames } from './queries';

interface Props {
  kind: 'sources' | 'destinations';
  rows: AliasRows;
  onChange: (rows: AliasRows) => void;
  faults: AliasFaults;
  editable: boolean;
}

// AliasTable edits the aliases of one kind.
export function AliasTable({ kind, rows, onChange, faults, editable }: Props) {
  const { slug } = useWorkspace();
  const names = useNames(slug, kind);
  const one = kind === 'sources' ? 'source' : 'destination';
  const lines = linesOf(rows);
  const put = ({ key, alias, slug }: AliasRow & { key: string }, part: Partial<AliasRow>) => onChange({ ...rows, [key]: { alias, slug, ...part } });
  // What an alias stands for is shown even when it is gone.
  const choices = (names.data ?? []).map((n) => ({ value: n.slug, label: n.name }));
  const withGone = (value: string) => (value === '' || choices.some((c) => c.value === value) ? choices : [...choices, { value, label: `${value} (not there)` }]);
  return (
    <Surface component="section">
      <Stack gap="sm">
        <Title order={2} size="h4">{kind === 'sources' ? 'Sources' : 'Destinations'}</Title>
        {names.error && <ErrorNote error={toFault(names.error)} onRetry={() => void names.refetch()} />}
        {lines.length === 0 && <Text size="sm" c="dimmed">No aliases.</Text>}
        {lines.map((r) => (
          <Group key={r.key} gap="xs" align="flex-start" wrap="nowrap">
            <TextInput flex={1} miw={0} aria-label={`Alias of a ${one}`} placeholder="Alias" value={r.alias} readOnly={!editable} error={faults[r.key]?.alias} onChange={(e) => put(r, { alias: e.currentTarget.value })} />
            <IconArrowRight size={16} style={{ flexShrink: 0, marginTop: 10 }} aria-label="stands for" role="img" />
            <Select flex={1} miw={0} aria-label={`${r.alias || 'The alias'} stands for`} placeholder={`A ${one}`} searchable data={withGone(r.slug)} value={r.slug || null} readOnly={!editable} error={faults[r.key]?.slug} onChange={(v) => put(r, { slug: v ?? '' })} nothingFoundMessage={`No ${one} of that name`} />
            {editable && (
              <ActionIcon variant="subtle" color="gray" mt={4} aria-label={`Remove ${r.alias || 'the alias'}`} onClick={() => onChange(without(rows, r.key))}>
                <IconX size={16} />
              </ActionIcon>
            )}
          </Group>
        ))}
        {editable && (
          <Group>
            <Button variant="subtle" size="xs" leftSection={<IconPlus size={14} />} onClick={() => onChange(withNew(rows))}>
              Add an alias of a {one}
            </Button>
          </Group>
        )}
      </Stack>
    </Surface>
  );
}
