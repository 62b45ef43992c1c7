import { DropdownMenu } from 'radix-ui';
import { useSwitchOrganization } from '../../api/organizations.ts';
import { useSession } from '../../api/session.ts';
import { menuItem } from '../../components/menu-look.ts';
import { useTexts } from '../../components/texts.ts';
import { useToast } from '../../components/toasts.tsx';
import { asApiError } from '../../values/problem.ts';
import { consoleSession } from '../../../messages/generated/console-session.ts';

/** Nothing for a person of one organization. */
export function OrganizationItems() {
  const { member, organizations } = useSession();
  const switchTo = useSwitchOrganization();
  const toast = useToast();
  const text = useTexts(consoleSession);
  const others = organizations.filter(({ memberId }) => memberId !== member.id);
  if (others.length === 0) return null;
  return (
    <DropdownMenu.Group aria-label={text('console-session.organizations')}>
      {others.map(({ memberId, name }) => (
        <DropdownMenu.Item
          key={memberId}
          className={menuItem}
          onSelect={() => switchTo.mutate(memberId, { onError: (error) => toast(asApiError(error).title) })}
        >
          {text('console-session.switch-to', { name })}
        </DropdownMenu.Item>
      ))}
      <DropdownMenu.Separator className="my-1 h-px bg-line" />
    </DropdownMenu.Group>
  );
}
