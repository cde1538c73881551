import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useWorkspace } from '@/api/workspaces';
import type { OverviewOf } from './queries';
import styles from './Overview.module.css';

// Counts are how many resources there are; each leads to its list.
export function Counts({ of: { counts, syncs } }: { of: OverviewOf }) {
  const { slug } = useWorkspace();
  const how = ([['active', syncs.active], ['paused', syncs.paused], ['manual', syncs.manual]] as const).filter(([, n]) => n > 0).map(([word, n]) => `${n} ${word}`);
  const tiles = [
    { label: 'Sources', path: 'sources', n: counts.sources },
    { label: 'Models', path: 'models', n: counts.models },
    { label: 'Syncs', path: 'syncs', n: counts.syncs, detail: how.join(', ') },
    { label: 'Destinations', path: 'destinations', n: counts.destinations },
  ];
  return (
    <nav className={styles.tiles} aria-label="Resources">
      {tiles.map((t) => (
        <Link key={t.path} to={`/w/${slug}/${t.path}` as '/'} className={styles.tile}>
          <div className={styles.number}>{t.n.toLocaleString('en')}</div>
          <Text size="sm">{t.label}</Text>
          {t.detail && <Text size="xs" c="dimmed">{t.detail}</Text>}
        </Link>
      ))}
    </nav>
  );
}
