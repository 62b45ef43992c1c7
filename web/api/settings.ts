import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { Logo, PrivacyAnswer, Settings, type SettingsChange } from '../../contracts/api/settings.ts';
import { UsageLineList } from '../../contracts/api/usage.ts';
import { read, send, sendOnly } from './client.ts';
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

export function useSetLogo() {
  const readAgain = useBrandReadAgain();
  return useMutation({
    mutationFn: async (file: File) =>
      send('PUT', '/settings/logo', Logo, { body: { content: await base64Of(file) } }),
    onSuccess: readAgain,
  });
}

export function useRemoveLogo() {
  const readAgain = useBrandReadAgain();
  return useMutation({ mutationFn: () => sendOnly('DELETE', '/settings/logo'), onSuccess: readAgain });
}

/** The header shows it too. */
function useBrandReadAgain() {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: settingsKey }),
      client.invalidateQueries({ queryKey: sessionKey }),
    ]);
}

const base64Of = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    // "data:image/png;base64,…"
    reader.addEventListener('load', () =>
      resolve(typeof reader.result === 'string' ? reader.result.replace(/^[^,]*,/u, '') : ''),
    );
    reader.addEventListener('error', () => reject(reader.error ?? new Error('unreadable')));
    reader.readAsDataURL(file);
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
