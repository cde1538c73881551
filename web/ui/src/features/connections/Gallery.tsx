import { Text } from '@mantine/core';
import { IconSearchOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useWorkspace } from '@/api/workspaces';
import { EmptyState } from '@/ui/EmptyState';
import { SearchField } from '@/ui/SearchField';
import styles from './Gallery.module.css';
import { Icon } from './Icon';
import type { ConnectionKind, Connector } from './queries';
import { words } from './words';

// Gallery chooses a type.
export function Gallery({ kind, of }: { kind: ConnectionKind; of: Connector[] }) {
  const { slug } = useWorkspace();
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const shown = of.filter((c) => [c.title, c.type, ...c.aliases].some((name) => name.toLowerCase().includes(wanted)));
  return (
    <>
      <SearchField label="Search types" value={search} onChange={setSearch} />
      {shown.length === 0 ? (
        <EmptyState icon={<IconSearchOff />} title="No type of that name">Look for something else.</EmptyState>
      ) : (
        <ul className={styles.gallery} aria-label={`Types of ${words[kind].many}`}>
          {shown.map((c) => (
            <li key={c.type}>
              <Link className={styles.card} to={`/w/${slug}/${kind}/new` as '/'} search={{ type: c.type } as never}>
                <Icon name={c.icon} size={26} />
                <span>
                  <Text size="sm" fw={600} component="span" display="block">{c.title}</Text>
                  <Text size="xs" c="dimmed" component="span" display="block">{String(c.config.description ?? '')}</Text>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
