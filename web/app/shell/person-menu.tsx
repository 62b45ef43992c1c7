import { useState } from 'react';
import { useSession } from '../../api/session.ts';
import { lazyPart } from '../../components/lazy-part.tsx';
import { useTexts } from '../../components/texts.ts';
import { MenuButton } from './menu-button.tsx';
import { initials, menuButton } from './person-look.ts';
import { consoleShell } from '../../../messages/generated/console-shell.ts';

const Content = lazyPart<{ readonly byKeyboard: boolean }>(
  () => import('./person-menu-content.tsx'),
  () => <Closed onOpen={() => undefined} />,
);

/** Who is signed in: appearance, password, sign-out. */
export function PersonMenu() {
  const [opened, setOpened] = useState<{ readonly byKeyboard: boolean } | null>(null);
  return opened === null ? (
    <Closed onOpen={(byKeyboard) => setOpened({ byKeyboard })} />
  ) : (
    <Content {...opened} />
  );
}

function Closed({ onOpen }: { readonly onOpen: (byKeyboard: boolean) => void }) {
  const { member } = useSession();
  const text = useTexts(consoleShell);
  return (
    <MenuButton
      label={text('console-shell.person-menu', { name: member.name })}
      className={menuButton}
      onOpen={onOpen}
    >
      {initials(member.name)}
    </MenuButton>
  );
}
