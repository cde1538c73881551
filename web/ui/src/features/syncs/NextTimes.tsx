import { List, Stack, Text } from '@mantine/core';
import { toFault } from '@/api/error';
import { ErrorNote } from '@/ui/ErrorNote';

interface Props {
  words: string;
  zone?: string; // of the schedule; undefined: it has none of its own
  next?: string[];
  error: Error | null;
  current: boolean; // next is of the schedule as it stands
  paused: boolean;
}

const form = (timeZone?: string) => new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone });

function here(zone: string): Intl.DateTimeFormat {
  try {
    return form(zone);
  } catch {
    return form('UTC'); // a zone that this browser does not know
  }
}

// NextTimes says a schedule in words, and when it starts the next runs.
export function NextTimes({ words, zone = 'UTC', next, error, current, paused }: Props) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const there = here(zone);
  const mine = own === zone || own === undefined ? undefined : form(own);
  return (
    <Stack gap={6} component="section" aria-label="Next runs">
      <Text size="sm" fw={600}>{words}</Text>
      {error ? (
        <ErrorNote title="The next times are not known" error={toFault(error)} />
      ) : (
        next && next.length > 0 && (
          <>
            <Text size="sm" c="dimmed">{paused ? 'Paused. Without the pause it would run next at' : 'Runs next at'}</Text>
            <List size="sm" spacing={2} style={{ opacity: current ? 1 : 0.6, fontVariantNumeric: 'tabular-nums' }}>
              {next.map((t) => (
                <List.Item key={t}>
                  <time dateTime={t}>{there.format(new Date(t))} {zone}</time>
                  {mine && <Text span c="dimmed" size="sm"> · {mine.format(new Date(t))} here</Text>}
                </List.Item>
              ))}
            </List>
          </>
        )
      )}
    </Stack>
  );
}
