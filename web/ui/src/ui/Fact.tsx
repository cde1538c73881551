import type { ReactNode } from 'react';
import styles from './Fact.module.css';

// Facts are what is known of something: below one another, in a line, or as rows with their
// names in a column of its own.
export function Facts({ layout = 'column', children }: { layout?: 'column' | 'line' | 'rows'; children: ReactNode }) {
  return <dl className={`${styles.facts} ${styles[layout]}`}>{children}</dl>;
}

// Fact is one of them, under its name.
export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
