import { Stack, Text } from '@mantine/core';
import { CopyField } from '@/ui/CopyField';

// LinkToSend shows a one-time link, the only time that it can be seen.
export function LinkToSend({ url, expiresAt }: { url: string; expiresAt: string }) {
  return (
    <Stack>
      <Text size="sm">Send this link yourself. It works once, until {new Date(expiresAt).toLocaleString()}, and is shown only now.</Text>
      <CopyField label="Link" value={url} />
    </Stack>
  );
}
