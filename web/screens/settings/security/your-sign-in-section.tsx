import { ownDataAddress } from '../../../api/people.ts';
import { denseLink } from '../../../components/link-button.tsx';
import { useTexts } from '../../../components/texts.ts';
import { JoinOrganization } from '../../your-sign-in/join-organization.tsx';
import { MethodCard } from '../../your-sign-in/method-card.tsx';
import { Methods } from '../../your-sign-in/methods.tsx';
import { PasswordCard } from './password-card.tsx';
import { SettingsSection } from '../form/section.tsx';
import { Sessions } from './sessions.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';

/** How the person who is signed in signs in, and where they are signed in. */
export function YourSignInSection() {
  const text = useTexts(consoleSettings);
  return (
    <SettingsSection
      title={text('console-settings.section.your-sign-in')}
      text={text('console-settings.your-sign-in-why')}
    >
      <PasswordCard />
      <Methods />
      <JoinOrganization />
      <Sessions />
      <MethodCard
        title={text('console-settings.own-data')}
        text={text('console-settings.own-data-why')}
        action={
          <a href={ownDataAddress} download className={denseLink}>
            {text('console-settings.download-own-data')}
          </a>
        }
      />
    </SettingsSection>
  );
}
