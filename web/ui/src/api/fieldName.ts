const names: Record<string, string> = {
  name: 'Name', description: 'Description', type: 'Type', rawSql: 'SQL', tableName: 'Table', dbtModel: 'dbt model', customQuery: 'Query', primaryKey: 'Primary key',
  model: 'Model', source: 'Source', destination: 'Destination', schedule: 'Schedule', schedulePaused: 'Paused', config: 'Settings',
};

// fieldName calls a field of a file as the pages do. What is deeper in the settings of a
// connection or a sync keeps the names of the file.
export function fieldName(path: string): string {
  if (path === '') return 'The whole resource';
  return names[path] ?? path.replace(/^config\./, '');
}
