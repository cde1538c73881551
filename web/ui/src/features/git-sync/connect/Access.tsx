import { Alert, Checkbox, Divider, Stack, Text, Textarea, Title, Button } from '@mantine/core';
import { useState } from 'react';
import { CredentialForm, type Secret } from '../CredentialForm';
import { HostKeysForm } from '../HostKeysForm';
import { readAddress } from '../hosts';
import { storedFits } from './draft';
import type { StepProps } from './Wizard';

// Access is how the server knows us, and how we know the server.
export function Access({ draft, set, stored, secret, onSecret, forgotten }: StepProps & { onSecret: (s: Secret) => void; forgotten: boolean }) {
  const address = readAddress(draft.url);
  const [more, setMore] = useState(draft.caBundle !== '' || draft.allowHttp);
  return (
    <>
      <Title order={2} size="h4">How does Lockstep get in?</Title>
      {forgotten && <Alert color="blue" title="Please give the credential again"><Text size="sm">Everything else is as you left it. Passwords, tokens and keys are not kept in the browser.</Text></Alert>}
      <CredentialForm
        address={address}
        kind={draft.authKind}
        username={draft.username}
        onChange={(next) => set({ ...next, tested: false })}
        secret={secret}
        onSecret={onSecret}
        stored={storedFits(draft, stored)}
        publicKey={stored.publicKey ?? ''}
      />
      {address?.ssh ? (
        <>
          <Divider />
          <Title order={3} size="h5">Is it the right server?</Title>
          <HostKeysForm url={draft.url} knownHosts={draft.knownHosts} onTrust={(knownHosts) => set({ knownHosts, tested: false })} />
        </>
      ) : more ? (
        <Stack gap="sm">
          <Textarea label="Certificate of your own authority" description="In PEM, if the server’s certificate is not from a public one." value={draft.caBundle} onChange={(e) => set({ caBundle: e.currentTarget.value, tested: false })} autosize minRows={2} maxRows={8} spellCheck={false} />
          {draft.url.startsWith('http:') && <Checkbox label="Allow plain http" description="The credential can then be read by others on the way." checked={draft.allowHttp} onChange={(e) => set({ allowHttp: e.currentTarget.checked, tested: false })} />}
        </Stack>
      ) : (
        <div><Button variant="subtle" size="compact-sm" onClick={() => setMore(true)}>A certificate of your own, plain http</Button></div>
      )}
    </>
  );
}
