import { Group, VisuallyHidden } from '@mantine/core';
import { useMemo } from 'react';
import { countPatch, parsePatch } from './patch';
import styles from './PatchView.module.css';

const signs = { same: '', added: '+', removed: '−', gap: '' };
const spoken = { same: '', added: 'added: ', removed: 'removed: ', gap: '' };

// PatchView shows a unified diff of one file, as Git will see it.
export function PatchView({ diff, path }: { diff: string; path: string }) {
  const lines = useMemo(() => parsePatch(diff), [diff]);
  const { added, removed } = countPatch(lines);
  return (
    <div className={styles.frame}>
      <div className={styles.head}>
        <span className={styles.path}>{path}</span>
        <Group gap={8} wrap="nowrap">
          <span className={styles.plus} aria-label={`${added} lines added`} role="img">+{added}</span>
          <span className={styles.minus} aria-label={`${removed} lines removed`} role="img">−{removed}</span>
        </Group>
      </div>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={`What changes in ${path}`}>
        <table className={styles.table} role="presentation">
          <tbody>
            {lines.map((line, i) =>
              line.kind === 'gap' ? (
                <tr key={i} className={styles.gap}><td colSpan={4} /></tr>
              ) : (
                <tr key={i} className={line.kind === 'same' ? undefined : styles[line.kind]}>
                  <td className={`${styles.number} ${styles.before}`}>{line.before}</td>
                  <td className={styles.number}>{line.after}</td>
                  <td className={styles.sign} aria-hidden>{signs[line.kind]}</td>
                  <td className={styles.text}><VisuallyHidden>{spoken[line.kind]}</VisuallyHidden>{line.text || ' '}</td>
                </tr>
              ),
            )}
          </tbody>
        </table>
      </div>
    </div>
  );
}
