import { expect, test } from 'vitest';
import { countPatch, parsePatch } from './patch';

const diff = `--- a/models/users.yaml
+++ b/models/users.yaml
@@ -1,3 +1,3 @@
 name: Users
-primaryKey: id
+primaryKey: email
 source: warehouse
@@ -10,2 +10,3 @@
 rawSql: |
+  -- a comment
   select 1
`;

test('lines have the numbers of their sides', () => {
  const lines = parsePatch(diff);
  expect(lines.map((l) => [l.kind, l.before, l.after, l.text])).toEqual([
    ['same', 1, 1, 'name: Users'],
    ['removed', 2, undefined, 'primaryKey: id'],
    ['added', undefined, 2, 'primaryKey: email'],
    ['same', 3, 3, 'source: warehouse'],
    ['gap', undefined, undefined, ''],
    ['same', 10, 10, 'rawSql: |'],
    ['added', undefined, 11, '  -- a comment'],
    ['same', 11, 12, '  select 1'],
  ]);
  expect(countPatch(lines)).toEqual({ added: 2, removed: 1 });
});

test('a new file begins with no gap, and removed dashes are text', () => {
  expect(parsePatch('--- /dev/null\n+++ b/x\n@@ -0,0 +1,1 @@\n+--- a\n')).toEqual([{ kind: 'added', text: '--- a', after: 1 }]);
  expect(parsePatch('--- a/x\n+++ b/x\n@@ -1 +1 @@\n---- a\n+b\n\\ No newline at end of file\n').map((l) => l.text)).toEqual(['--- a', 'b']);
});

test('no diff has no lines', () => {
  expect(parsePatch('')).toEqual([]);
});
