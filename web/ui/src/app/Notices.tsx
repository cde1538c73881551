import { Notifications } from '@mantine/notifications';

// Notices is where short messages come up. What is told before it is here, it shows then.
export default function Notices() {
  return <Notifications position="bottom-right" />;
}
