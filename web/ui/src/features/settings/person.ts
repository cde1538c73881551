import type { Versioned } from '@/api/client';
import type { User } from './queries';

// PersonForm is what can be edited about a person. The addresses have at least one line.
export interface PersonForm {
  name: string;
  emails: string[];
}

export const labels = { name: 'Name', emails: 'E-mails' };

// personOf is an account as its form has it, with the version under which it may be saved.
export function personOf(user: User): Versioned<PersonForm> {
  return { value: { name: user.name, emails: user.emails.length > 0 ? user.emails : [''] }, etag: `"${user.version}"` };
}

// updateOf leaves out lines in which nothing is written.
export function updateOf({ name, emails }: PersonForm) {
  return { name: name.trim(), emails: emails.map((e) => e.trim()).filter(Boolean) };
}

export interface PersonFaults {
  name?: string;
  emails: Record<number, string>; // by line
}

// faultsOf says what keeps a person from being saved; undefined when nothing does.
export function faultsOf(form: PersonForm, signsIn: boolean): PersonFaults | undefined {
  const faults: PersonFaults = { emails: {} };
  if (form.name.trim() === '') faults.name = 'The name is missing';
  form.emails.forEach((email, i) => {
    if (email.trim() !== '' && !/^\S+@\S+$/.test(email.trim())) faults.emails[i] = 'This is not an e-mail address';
  });
  if (signsIn && updateOf(form).emails.length === 0) faults.emails[0] = 'An e-mail is needed to sign in';
  return faults.name || Object.keys(faults.emails).length > 0 ? faults : undefined;
}

// firstIn puts an address in front: commits carry it.
export function firstIn(emails: string[], i: number): string[] {
  return [emails[i]!, ...emails.filter((_, at) => at !== i)];
}
