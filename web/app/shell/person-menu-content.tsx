import { DropdownMenu } from 'radix-ui';
import { useSyncExternalStore } from 'react';
import { Link } from '../../components/router.tsx';
import { useSession } from '../../api/session.ts';
import { useSignOut } from '../../api/sign-out.ts';
import { VendorText } from '../../components/vendor-text.tsx';
import { offlineReason, useIsOnline } from '../../components/online.ts';
import { appearanceStore, changeAppearance } from '../../components/theme.ts';
import { useTexts } from '../../components/texts.ts';
import { menuContent, menuItem } from '../../components/menu-look.ts';
import { focusFirstItem } from '../../components/first-item.ts';
import { OrganizationItems } from './organization-items.tsx';
import { initials, menuButton } from './person-look.ts';
import { consoleSession } from '../../../messages/generated/console-session.ts';
import { consoleShell } from '../../../messages/generated/console-shell.ts';

const themes = ['system', 'light', 'dark'] as const;

/** The menu of who is signed in, open; `person-menu.tsx` loads it. */
export default function PersonMenuContent({ byKeyboard }: { readonly byKeyboard: boolean }) {
  const { member, role, tenant } = useSession();
  const { theme } = useSyncExternalStore(appearanceStore.subscribe, appearanceStore.get);
  const signOut = useSignOut();
  const online = useIsOnline();
  const shell = useTexts(consoleShell);
  const text = useTexts(consoleSession);
  return (
    <DropdownMenu.Root defaultOpen>
      <DropdownMenu.Trigger
        aria-label={shell('console-shell.person-menu', { name: member.name })}
        className={menuButton}
      >
        {initials(member.name)}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          ref={byKeyboard ? focusFirstItem : null}
          align="end"
          sideOffset={6}
          className={menuContent}
        >
          <div className="max-w-64 px-2.5 py-1.5">
            <VendorText text={member.name} oneLine className="font-medium" />
            <VendorText text={member.email} oneLine className="text-label text-ink-3" />
            <p className="text-label text-ink-3">
              {text('console-session.role', { role, tenant: tenant.name })}
            </p>
          </div>
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <OrganizationItems />
          <DropdownMenu.RadioGroup value={theme}>
            {themes.map((value) => (
              <DropdownMenu.RadioItem
                key={value}
                value={value}
                className={menuItem}
                onSelect={() => changeAppearance({ theme: value })}
              >
                <span className="grow">{text(`console-session.theme.${value}`)}</span>
                <DropdownMenu.ItemIndicator aria-hidden>✓</DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.Item asChild className={menuItem}>
            <Link to="/settings/appearance">{text('console-session.appearance')}</Link>
          </DropdownMenu.Item>
          <DropdownMenu.Item asChild className={menuItem}>
            <Link to="/settings/your-sign-in">{text('console-session.your-sign-in')}</Link>
          </DropdownMenu.Item>
          <DropdownMenu.Item
            className={menuItem}
            aria-disabled={!online}
            onSelect={() => {
              if (online) signOut.mutate();
            }}
          >
            {text('console-session.sign-out')}
            {online ? null : <span className="text-label text-ink-2">{offlineReason()}</span>}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
