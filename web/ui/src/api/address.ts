import type { Kind } from './keys';

// nameOf is what stands for a resource in an address: its slug, or its id where a slug would be
// taken for an id or for the page of a new one. Without an id it is "slug:" and the slug, which
// the server takes for nothing else.
export function nameOf(r: { id?: number; slug: string }): string {
  return /^(\d+|new|slug:.*)$/.test(r.slug) ? (r.id ? String(r.id) : `slug:${r.slug}`) : r.slug;
}

// pathOf is the address of a resource's page.
export function pathOf(workspace: string, kind: Kind, r: { id?: number; slug: string }): string {
  return `/w/${workspace}/${kind}/${encodeURIComponent(nameOf(r))}`;
}

const bytes = (text: string) => new TextEncoder().encode(text).length;

// slugOf is the slug that the server makes of a name: at most 80 bytes.
export function slugOf(name: string): string {
  const words = name.toLowerCase().replace(/\u00ad/g, '').split(/[^\p{L}\p{Nd}\p{M}]+/u).filter(Boolean);
  let slug = '';
  for (const letter of words.join('-')) {
    if (bytes(slug + letter) > 80) break;
    slug += letter;
  }
  return slug.replace(/-+$/, '') || 'untitled';
}
