import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { PrivacyAnswer, Settings, type SettingsChange } from '../../contracts/api/settings.ts';
import { UsageLineList } from '../../contracts/api/usage.ts';
import { read, send } from './client.ts';
import { countKeys } from './counts.ts';
import { secretsKey } from './incident.ts';
import { integrationKeys } from './integrations.ts';
import { sessionKey } from './session.ts';

export type SettingsInfo = z.output<typeof Settings>;
export type SettingsDraft = z.input<typeof SettingsChange>;

export const settingsKey = ['settings'] as const;

export const useSettings = () =>
  useQuery({
    queryKey: settingsKey,
    queryFn: ({ signal }) => read('/settings', Settings, { signal }),
    staleTime: 300_000,
  });

export function useChangeSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: SettingsDraft) => send('PUT', '/settings', Settings, { body }),
    onSuccess: (settings) => {
      client.setQueryData(settingsKey, settings);
      // It says the company's time zone and currency too.
      void client.invalidateQueries({ queryKey: sessionKey });
      // Which of them is old depends on it.
      return client.invalidateQueries({ queryKey: secretsKey });
    },
  });
}

/** How many lines a check holds now, with the limits as they are saved. */
export const useHeldBy = (check: string) =>
  useQuery({
    queryKey: countKeys.heldBy(check),
    queryFn: async ({ signal }) =>
      (await read('/usage-lines', UsageLineList, { query: { holdReason: check, limit: 1 }, signal })).total,
  });

export function useSetPrivacy(integrationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (keepNames: boolean) =>
      send('PUT', `/integrations/${integrationId}/privacy`, PrivacyAnswer, { body: { keepNames } }),
    onSettled: () => client.invalidateQueries({ queryKey: integrationKeys.all }),
  });
}
