import { createFileRoute } from '@tanstack/react-router';
import { Aliases } from '@/features/settings/Aliases';

export const Route = createFileRoute('/w/$workspace/settings/aliases')({ component: Aliases });
