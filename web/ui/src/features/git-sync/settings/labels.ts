import type { GitSettings } from '@/api/git';

// labels are the names of the settings as the tabs have them, for what two people changed.
export const labels = {
  url: 'Repository',
  branch: 'Branch',
  path: 'Folder',
  authKind: 'Kind of credential',
  username: 'User name',
  knownHosts: 'Known hosts',
  caBundle: 'Certificate of your own authority',
  pollSeconds: 'Ask Git every (seconds)',
  quietMillis: 'Wait after an edit (milliseconds)',
  maxDelayMillis: 'But never longer than (milliseconds)',
  commitTemplate: 'Template of the first line',
  grouping: 'One commit for',
  groupAbove: 'From this many waiting changes on, one for each person',
  committerName: 'Committer’s name',
  committerEmail: 'Committer’s e-mail',
  mode: 'Changes go',
  deletePolicy: 'When a file is deleted in Git',
  deleteCount: 'Limit: number of resources',
  deletePercent: 'Limit: share of all resources',
  conflictPolicy: 'When both sides changed the same field',
  includeConnections: 'Sources and destinations',
  writeManifest: 'A list of sources and destinations',
  schemaComment: 'A line for editors in new files',
  strict: 'Hold files with unknown keys',
} satisfies Partial<Record<keyof GitSettings, string>>;
