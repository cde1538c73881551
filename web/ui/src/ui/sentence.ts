// capital gives a text a capital.
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// sentence gives a message of the server a capital and an end; none stays none.
export function sentence(text: string): string {
  const t = capital(text.trim());
  return t === '' || /[.?:…]$/.test(t) ? t : `${t}.`;
}
