// lifetimes are how long a key may live, in days; 0 has no end.
export const lifetimes = [
  { value: '7', label: 'In 7 days' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: '0', label: 'Never' },
];

// inDays is the time some days from now, undefined for never.
export function inDays(days: string, now: Date): string | undefined {
  const n = Number(days);
  return n > 0 ? new Date(now.getTime() + n * 86_400_000).toISOString() : undefined;
}
