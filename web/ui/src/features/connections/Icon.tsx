import { IconApi, IconBrandAws, IconBrandGoogle, IconBrandSlack, IconCloud, IconDatabase, IconPlug, IconServerBolt, IconTargetArrow, type Icon as TablerIcon } from '@tabler/icons-react';

// What a connector calls its icon, and the sign that stands for it here.
const signs: Record<string, TablerIcon> = {
  googlesheets: IconBrandGoogle,
  http: IconApi,
  hubspot: IconTargetArrow,
  postgres: IconDatabase,
  s3: IconBrandAws,
  salesforce: IconCloud,
  sftp: IconServerBolt,
  slack: IconBrandSlack,
};

export function Icon({ name, size = 18 }: { name: string; size?: number }) {
  const Sign = signs[name] ?? IconPlug;
  return <Sign size={size} stroke={1.7} aria-hidden style={{ flexShrink: 0 }} />;
}
