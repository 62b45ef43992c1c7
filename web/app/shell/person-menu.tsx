import { useState } from 'react';
import { useSession } from '../../api/session.ts';
import { latePart } from '../../components/late-part.tsx';
import { MenuButton } from './menu-button.tsx';
import { initials, menuButton, menuLabel } from './person-look.ts';

const Content = latePart<{ readonly byKeyboard: boolean }>(
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
  return (
    <MenuButton label={menuLabel(member.name)} className={menuButton} onOpen={onOpen}>
      {initials(member.name)}
    </MenuButton>
  );
}
