import { createFileRoute } from '@tanstack/react-router';
import { Installation } from '@/features/settings/Installation';

export const Route = createFileRoute('/w/$workspace/settings/installation')({ component: Installation });
