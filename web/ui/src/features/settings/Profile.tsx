import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { toFault } from '@/api/error';
import { keys } from '@/api/keys';
import { meQuery, type Me } from '@/api/session';
import { EditForm } from '@/ui/EditForm';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { Surface } from '@/ui/Surface';
import { Password } from './Password';
import { labels } from './person';
import { PersonFields } from './PersonFields';
import { updateMe } from './queries';
import { usePersonEditor } from './usePersonEditor';

// Profile is what a person says about oneself.
export function Profile() {
  const me = useQuery(meQuery);
  return (
    <Page title="Profile">
      {me.data ? <About me={me.data} /> : me.error ? <ErrorNote error={toFault(me.error)} onRetry={() => void me.refetch()} /> : <Loading />}
      {me.data?.user.hasPassword && <Password />}
    </Page>
  );
}

function About({ me }: { me: Me }) {
  const cache = useQueryClient();
  const { editor, faults } = usePersonEditor({
    key: 'profile',
    user: me.user,
    write: (body, etag) => updateMe(cache, body, etag),
    refresh: () => cache.invalidateQueries({ queryKey: keys.me }),
    onSaved: () => notifications.show({ message: 'Your profile is saved.' }),
  });
  return (
    <EditForm editor={editor} labels={labels}>
      <Surface><PersonFields value={editor.draft.value} onChange={editor.draft.set} faults={faults} own /></Surface>
    </EditForm>
  );
}
