// sentence gives a message of the server a capital and an end.
export function sentence(text: string): string {
  const t = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.?:]$/.test(t) ? t : `${t}.`;
}
