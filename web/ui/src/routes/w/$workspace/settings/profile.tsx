import { createFileRoute } from '@tanstack/react-router';
import { Profile } from '@/features/settings/Profile';

export const Route = createFileRoute('/w/$workspace/settings/profile')({ component: Profile });
