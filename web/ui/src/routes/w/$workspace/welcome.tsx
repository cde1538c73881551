import { createFileRoute } from '@tanstack/react-router';
import { Welcome } from './-welcome/Welcome';

export const Route = createFileRoute('/w/$workspace/welcome')({ component: Welcome });
