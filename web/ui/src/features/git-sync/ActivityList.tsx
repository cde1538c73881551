import { Box, Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { toFault } from '@/api/error';
import { activityQuery } from '@/api/git';
import { useWorkspace } from '@/api/workspaces';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { SearchField } from '@/ui/SearchField';
import { ActivityEntry } from './ActivityEntry';
import { matches, shows, type ActivitySearch, type Show } from './activitySearch';
import styles from './PlanView.module.css';

const labels: Record<Show, string> = { all: 'All', inbound: 'Inbound', outbound: 'Outbound', trouble: 'Trouble' };

// ActivityList is what Git Sync did, newest first; new entries appear by themselves.
export function ActivityList({ search, onSearch }: { search: ActivitySearch; onSearch: (next: ActivitySearch) => void }) {
  const { slug } = useWorkspace();
  const activity = useInfiniteQuery(activityQuery(slug));
  const { hasNextPage, isFetching, fetchNextPage } = activity;
  const all = useMemo(() => activity.data?.pages.flatMap((p) => p.data) ?? [], [activity.data]);
  const found = useMemo(() => all.filter((a) => matches(a, search)), [all, search]);
  // A filter looks on until it has something to show.
  const looksOn = found.length < 10 && hasNextPage && !isFetching;
  useEffect(() => {
    if (looksOn) void fetchNextPage();
  }, [looksOn, fetchNextPage]);

  return (
    <Stack gap="xs" component="section" aria-label="Activity">
      <Group justify="space-between" gap="xs">
        <Title order={2} size="h4">Activity</Title>
        <Group gap="xs" style={{ flex: '1 1 300px' }} justify="flex-end" wrap="wrap">
          <Box style={{ flex: '1 1 220px', maxWidth: 360, display: 'flex' }}>
            <SearchField label="Search the activity" value={search.find ?? ''} onChange={(find) => onSearch({ ...search, find: find || undefined })} />
          </Box>
          <SegmentedControl
            aria-label="Which entries"
            size="xs"
            value={search.show ?? 'all'}
            onChange={(v) => onSearch({ ...search, show: v === 'all' ? undefined : (v as Show) })}
            data={shows.map((value) => ({ value, label: labels[value] }))}
          />
        </Group>
      </Group>
      {activity.error ? (
        <ErrorNote error={toFault(activity.error)} onRetry={() => void activity.refetch()} />
      ) : activity.isPending ? (
        <Loading rows={6} />
      ) : found.length === 0 ? (
        isFetching ? <Loading rows={3} /> : <EmptyState icon={<IconHistory />} title={search.show || search.find ? 'Nothing matches' : 'Nothing happened yet'}>Each commit that comes in or goes out is listed here.</EmptyState>
      ) : (
        <ol className={styles.list} aria-label="Entries" aria-live="polite" aria-relevant="additions">
          {found.map((a) => <li key={a.id} className={styles.item} data-flow={a.flow}><ActivityEntry entry={a} /></li>)}
        </ol>
      )}
      {hasNextPage ? (
        <Group justify="center"><Button variant="default" size="xs" loading={activity.isFetchingNextPage} onClick={() => void fetchNextPage()}>Load more</Button></Group>
      ) : (
        found.length > 0 && <Text size="xs" c="dimmed" ta="center">That is all.</Text>
      )}
    </Stack>
  );
}
