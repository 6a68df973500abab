import type { Files } from '../files/files.ts';
import { type CommandTable, type Context, forAnybody, type Reply } from './command.ts';

/** Every feature on: bit 0 is the last character (wire-core.md §4.1). */
export const ALL_FEATURES = '1'.repeat(64);

/**
 * Seconds between two `wshello` of a client. Short on purpose: with telemetry off nothing else wakes an idle client, so
 * this is how soon it comes back after a restart of the server, and how soon it learns that its UserSig has expired
 * (wire-core.md §1.9).
 */
export const HELLO_INTERVAL_S = 25;

/** Seconds until a client asks again: the answers change only with a release. */
const REFRESH_S = 86_400;

/** Version of the configuration: any number but 0 is applied (§4.2). Raise it when `cloudConfig` changes. */
const CONFIG_VERSION = 2;

/**
 * Cloud configuration, bits and telemetry (wire-core.md §4). Open to anybody, because a client asks again in a loop
 * when these fail, and they hold nothing of a user.
 */
export const configCommands: CommandTable = {
  'im_sdk_config_mgr.fetch_config': forAnybody((context) => ({
    int32_error_code: 0,
    str_error_message: '',
    uint32_sdkappid: context.head.sdkappid,
    uint64_version: CONFIG_VERSION,
    str_json_config: JSON.stringify(cloudConfig(context)),
    uint32_expired_time: REFRESH_S,
  })),
  'im_sdk_config_mgr.fetch_imsdk_purchase_bitsv2': forAnybody(() => ({
    int32_error_code: 0,
    str_error_message: '',
    str_purchase_bits: ALL_FEATURES,
    uint32_expired_time: REFRESH_S,
  })),
  // Log lines of the client with page URL and ids: personal data, taken and dropped (§4.5).
  'imopenstat.tim_web_report_v2': forAnybody((): Reply => ({})),
};

/** A flat object, all values strings (§4.2). */
function cloudConfig({ services, head, socket }: Context): Readonly<Record<string, string>> {
  const app = String(head.sdkappid);
  return {
    evt_rpt_sdkappid_bl: app,
    evt_rpt_tinyid_wl: '',
    q_rpt_sdkappid_bl: app,
    q_rpt_tinyid_wl: '',
    ...fileConfig(services.files, socket.origin.base),
    // 2.27.6 does not notice a closed socket while it runs in a worker (§1.9), so it is moved to the main thread, at the
    // price of one reconnect. 3.6.6 stays in its worker: timers there are not throttled when the tab is in the background.
    ...(socket.origin.sdkversion.startsWith('2.') ? { enable_worker: '0' } : {}),
  };
}

/** Largest uploads in MB, and whose URLs the client adds its `authKey` to (§5.5). */
function fileConfig({ limits, publicUrl, expires }: Files, base: string): Readonly<Record<string, string>> {
  const megabytes = (bytes: number) => Math.floor(bytes / 1024 / 1024);
  const { image, sound, video, file } = limits;
  const sizes = { i: megabytes(image), a: megabytes(sound), v: megabytes(video), f: megabytes(file) };
  const own = publicUrl ?? base;
  return {
    upload_size_limit: JSON.stringify(sizes),
    ...(expires && URL.canParse(own) ? { file_dn_list: JSON.stringify([new URL(own).hostname]) } : {}),
  };
}
