import { expect, test } from 'vitest';
import { happened, toldOf, type Item } from './headline';

const item = (ref: string, op = 'change', of: Partial<Item> = {}): Item => ({ ref, op, ...of });
const entry = (items: Item[], of = {}) => ({ flow: 'OUTBOUND' as const, result: 'applied', summary: 'models/users: change rawSql', items, count: items.length, ...of });
const users = item('models/users');

test.each<[string, ReturnType<typeof entry>, unknown]>([
  ['one resource', entry([users]), { one: users, rest: [] }],
  ['one, and the manifest that follows', entry([users, item('manifest')]), { one: users, rest: [item('manifest')] }],
  ['several of a kind', entry([users, item('models/b')]), { text: '2 models changed', rest: [users, item('models/b')] }],
  ['several kinds', entry([users, item('syncs/b', 'create')]), { text: '2 resources: 1 changed, 1 created', rest: [users, item('syncs/b', 'create')] }],
  ['more than are listed', entry([users, item('syncs/b', 'create')], { count: 300 }), { text: '300 resources', rest: [users, item('syncs/b', 'create')] }],
  ['what stopped', entry([users], { result: 'failed' }), { text: 'models/users: change rawSql', rest: [users] }],
  ['nothing', entry([], { summary: 'connected' }), { text: 'connected', rest: [] }],
])('%s', (_, of, told) => {
  expect(toldOf(of)).toEqual(told);
});

test.each<[Item, string]>([
  [item('models/users', 'change', { fields: ['rawSql', 'primaryKey'] }), 'changed: SQL, Primary key'],
  [item('models/a', 'rename', { note: 'from models/b', fields: ['name'] }), 'renamed (was b): Name'],
  [item('models/a', 'rename', { note: 'from models/b merged' }), 'renamed (was b, merged)'],
  [item('models/users', 'conflict', { path: 'models/users.yaml', fields: ['name'], note: 'models/users: the app and Git changed name differently' }), 'is held: the app and Git have different values for Name'],
  [item('models/users', 'conflict', { note: 'models/users: deleted in the app, but changed in Git' }), 'is held: deleted in the app, but changed in Git'],
  [item('models/users', 'unreadable', { path: 'models/users.yaml', note: 'models/users.yaml:19:12: a list is not closed' }), 'is held: line 19: a list is not closed'],
  [item('models/users', 'create'), 'created'],
])('%j', (of, said) => {
  expect(happened(of)).toBe(said);
});
