const names: Record<string, string> = {
  name: 'Name', description: 'Description', type: 'Type', rawSql: 'SQL', tableName: 'Table', dbtModel: 'dbt model', customQuery: 'Query', primaryKey: 'Primary key',
  model: 'Model', source: 'Source', destination: 'Destination', schedule: 'Schedule', schedulePaused: 'Paused', config: 'Settings', comments: 'Comments', slug: 'File name',
  'config.mode': 'Mode', 'config.mappings': 'Mappings', 'config.externalIdMapping': 'Record matching', 'config.autoSyncColumns': 'Sync all columns',
};

// fieldName calls a field of a file as the pages do. What is deeper in the settings of a
// connection or a sync keeps the names of the file.
export function fieldName(path: string): string {
  if (path === '') return 'The whole resource';
  const mapping = /^config\.mappings\[to=(.*?)\]/.exec(path);
  if (mapping) return `Mappings › ${mapping[1]!}`;
  return names[path] ?? names[path.split('.').slice(0, 2).join('.')] ?? path.replace(/^config\./, '');
}

// fieldNames are the fields that changed, each once; a schedule is one, whatever of it changed.
export function fieldNames(paths: string[]): string[] {
  return [...new Set(paths.map((path) => fieldName(path.startsWith('schedule.') ? 'schedule' : path)))];
}
