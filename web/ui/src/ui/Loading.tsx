import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';

// Loading holds the place of what is on its way.
export function Loading({ rows = 5 }: { rows?: number }) {
  return (
    <Stack gap="sm" py="sm" role="status">
      <VisuallyHidden>Loading</VisuallyHidden>
      {Array.from({ length: rows }, (_, i) => <Skeleton key={i} h={i === 0 ? 28 : 18} w={`${90 - ((i * 17) % 45)}%`} />)}
    </Stack>
  );
}
