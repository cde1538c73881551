import { useState } from 'react';
import { lostSecrets, secretsOf, type ConnectionForm } from './form';

// useSecrets keeps the secrets that are typed in memory only, and their names in the draft. What
// a reload took is told, to be typed again.
export function useSecrets() {
  const [typed, setTyped] = useState<Record<string, string>>({});
  return {
    typed,
    forget: () => setTyped({}),
    of: (form: ConnectionForm, set: string[], onForm: (next: (now: ConnectionForm) => ConnectionForm) => void) => ({
      lost: lostSecrets(form, typed),
      secrets: {
        set,
        typed: secretsOf(form, typed),
        onChange: (next: Record<string, string>) => {
          setTyped(next);
          onForm((now) => ({ ...now, secrets: Object.keys(next).sort() }));
        },
      },
    }),
  };
}

export type Secrets = ReturnType<typeof useSecrets>;
