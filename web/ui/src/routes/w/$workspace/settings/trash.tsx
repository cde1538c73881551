import { createFileRoute } from '@tanstack/react-router';
import { Trash } from '@/features/settings/Trash';

export const Route = createFileRoute('/w/$workspace/settings/trash')({ component: Trash });
