import { createFileRoute } from '@tanstack/react-router';
import { Keys } from '@/features/settings/Keys';

export const Route = createFileRoute('/w/$workspace/settings/keys')({ component: Keys });
