// inWords says a number of seconds such as "1 minute 5 seconds".
export function inWords(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 60), 'minute'],
    [seconds % 60, 'second'],
  ] as const;
  return parts.filter(([n], i) => n > 0 || (i === 1 && seconds === 0)).map(([n, unit]) => `${n} ${unit}${n === 1 ? '' : 's'}`).join(' ');
}
