import type { Role } from './queries';

// roles are what a person or a key may do, from least to most.
export const roles: { value: Role; label: string; description: string }[] = [
  { value: 'read', label: 'View', description: 'sees everything, changes nothing' },
  { value: 'write', label: 'Edit', description: 'changes resources and settles conflicts' },
  { value: 'admin', label: 'Administer', description: 'also people, Git credentials and workspaces' },
];

export const roleLabel = (role: Role) => roles.find((r) => r.value === role)?.label ?? role;

// upTo are the roles that somebody with a role may give to a key.
export function upTo(most: Role) {
  return roles.slice(0, roles.findIndex((r) => r.value === most) + 1);
}
