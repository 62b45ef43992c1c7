import { useState } from 'react';
import { useMembers } from '../../../api/people.ts';
import { useClosed, useSession } from '../../../api/session.ts';
import { useDisabledReason } from '../../../context/use-disabled-reason.ts';
import { ButtonWithReason } from '../../../components/button-with-reason.tsx';
import { DataTable } from '../../../components/data-table.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorCard } from '../../../components/failure-card.tsx';
import { useTexts } from '../../../components/texts.ts';
import { QueryView } from '../../../components/query-view.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { LowerMemberDialog } from './lower-member-dialog.tsx';
import { memberColumns } from './member-columns.tsx';
import { ResetFactorsDialog } from './reset-factors-dialog.tsx';
import { ResetPasswordDialog } from './reset-password-dialog.tsx';
import { SettingsSection } from '../form/section.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';
import { type MemberQuestion, useMemberActions } from './use-member-actions.ts';

export function PeopleSection() {
  const closed = useClosed()('manage-people');
  const whyClosed = useDisabledReason();
  const [inviting, setInviting] = useState(false);
  const text = useTexts(consoleSettings);
  return (
    <SettingsSection
      title={text('console-settings.section.people')}
      text={text('console-settings.people-why')}
      actions={
        <ButtonWithReason
          look="primary"
          reason={whyClosed('manage-people')}
          reasonAt="before"
          onClick={() => setInviting(true)}
        >
          {text('console-settings.invite')}
        </ButtonWithReason>
      }
    >
      {closed === null ? <Members /> : <EmptyState text={closed} />}
      {inviting ? <InviteDialog onClose={() => setInviting(false)} /> : null}
    </SettingsSection>
  );
}

function Members() {
  const members = useMembers();
  const text = useTexts(consoleSettings);
  const { member: self } = useSession();
  const [question, setQuestion] = useState<MemberQuestion | null>(null);
  const actions = useMemberActions(setQuestion);
  return (
    <>
      {Object.entries(actions.errors).map(([tried, error]) =>
        error === null ? null : <ErrorCard key={tried} error={error} />,
      )}
      <QueryView query={members}>
        {({ items }) => (
          <DataTable
            label={text('console-settings.members')}
            columns={memberColumns(text, self.id, actions)}
            rows={items}
            rowId={({ id }) => id}
          />
        )}
      </QueryView>
      {question === null ? null : <Asked question={question} onClose={() => setQuestion(null)} />}
    </>
  );
}

function Asked({ question, onClose }: { readonly question: MemberQuestion; readonly onClose: () => void }) {
  const { kind, member } = question;
  switch (kind) {
    case 'lower':
      return <LowerMemberDialog member={member} role={question.role} onClose={onClose} />;
    case 'reset-password':
      return <ResetPasswordDialog member={member} onClose={onClose} />;
    case 'reset-factors':
      return <ResetFactorsDialog member={member} onClose={onClose} />;
  }
}
