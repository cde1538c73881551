import { createFileRoute, useLocation } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Start } from '@/features/settings/Start';

export const Route = createFileRoute('/start')({ component: Page });

// The token comes after # and is at once taken out of the address, so that it stays neither in
// the bar nor in the browser's history.
function Page() {
  const navigate = Route.useNavigate();
  const [token, setToken] = useState('');
  const hash = useLocation({ select: (l) => l.hash });
  if (hash !== '' && hash !== token) setToken(hash);
  useEffect(() => {
    if (hash !== '') void navigate({ to: '/start', hash: '', replace: true });
  }, [hash, navigate]);
  return <Start key={token} token={token} onDone={(first) => void navigate({ href: first ? '/welcome' : '/', replace: true })} onSignIn={() => void navigate({ to: '/sign-in' })} />;
}
