import { createFileRoute } from '@tanstack/react-router';
import { People } from '@/features/settings/People';

export const Route = createFileRoute('/w/$workspace/settings/people')({ component: People });
