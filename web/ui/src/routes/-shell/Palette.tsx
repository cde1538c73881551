import { Group, Kbd, Text } from '@mantine/core';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import { useWorkspace } from '@/api/workspaces';
import { places } from './places';
import { useCommands } from './useCommands';
import { useFound } from './useFound';

// The dialog needs a name, and what scrolls in it must be reached by keyboard.
const named = { content: { 'aria-label': 'Commands' } };
const reachable = { viewportProps: { tabIndex: 0 } } as object;

const [store, spotlight] = createSpotlight();

// selectFirst does what the library does when something is typed. It knows nothing of a list
// that comes later.
function selectFirst() {
  const list = document.getElementById(store.getState().listId);
  list?.querySelector('[data-selected]')?.removeAttribute('data-selected');
  list?.querySelector('[data-action]')?.setAttribute('data-selected', 'true');
  store.updateState((s) => ({ ...s, selected: 0 }));
}

interface Props {
  onClose: () => void;
  onShortcuts: () => void;
}

// Palette goes anywhere and does anything by typing: pages, actions, and resources by name.
export default function Palette({ onClose, onShortcuts }: Props) {
  const { slug } = useWorkspace();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const { found, searching } = useFound(typed);
  const matches = (label: string) => label.toLowerCase().includes(typed.trim().toLowerCase());
  const commands = useCommands(onShortcuts).filter((c) => matches(c.label));
  const pages = places.filter((p) => matches(p.label));
  useEffect(() => spotlight.open(), []);
  // Enter takes the first of what is listed, though the list may come after what was typed.
  const listed = [...found.map((f) => f.to), ...pages.map((p) => p.path), ...commands.map((c) => c.id)].join(' ');
  useEffect(() => {
    if (typed !== '') selectFirst();
  }, [typed, listed]);
  return (
    <Spotlight.Root store={store} query={typed} onQueryChange={setTyped} shortcut={null} onSpotlightClose={onClose} scrollable maxHeight={440} transitionProps={{ duration: 0 }} attributes={named}>
      <Spotlight.Search leftSection={<IconSearch size={18} />} placeholder="Go to a page, find a resource, do something" aria-label="Command" />
      <Spotlight.ActionsList {...reachable}>
        {found.length > 0 && (
          <Spotlight.ActionsGroup label="Resources">
            {found.map((f) => (
              <Entry key={f.to} icon={places.find((p) => p.path === `/${f.kind}`)?.icon} label={f.label} detail={f.label === f.slug ? f.kind : `${f.kind}/${f.slug}`} onClick={() => void navigate({ to: f.to })} />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {pages.length > 0 && (
          <Spotlight.ActionsGroup label="Pages">
            {pages.map((p) => <Entry key={p.path} icon={p.icon} label={p.label} keys={`G ${p.key.toUpperCase()}`} onClick={() => void navigate({ to: `/w/${slug}${p.path}` })} />)}
          </Spotlight.ActionsGroup>
        )}
        {commands.length > 0 && (
          <Spotlight.ActionsGroup label="Actions">
            {commands.map((c) => <Entry key={c.id} icon={c.icon} label={c.label} onClick={c.run} />)}
          </Spotlight.ActionsGroup>
        )}
        {found.length + pages.length + commands.length === 0 && <Spotlight.Empty>{searching ? 'Searching' : 'Nothing of that name'}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function Entry({ icon, label, detail, keys, onClick }: { icon: ReactNode; label: string; detail?: string; keys?: string; onClick: () => void }) {
  return (
    <Spotlight.Action onClick={onClick}>
      <Group wrap="nowrap" w="100%" gap="sm">
        {icon}
        <Text size="sm" flex={1} truncate>{label}</Text>
        {detail && <Text size="xs" truncate maw="50%">{detail}</Text>}
        {keys && <Kbd size="xs" aria-hidden visibleFrom="sm">{keys}</Kbd>}
      </Group>
    </Spotlight.Action>
  );
}
