/** Tells the machine's refusals (rights, space, too many files) from damage: a file that is whole must not be set aside for them. */

/** As Node.js begins its messages. */
const NODE = /^(EACCES|EPERM|EROFS|ENOSPC|EMFILE): /;

/** The same refusals as the engine writes them, by the system's numbers; a failing disk (5 where it is not Windows) is damage. */
const POSIX = /os error (1|13|24|28|30)\)/;
const WINDOWS = /os error (4|5|32|112)\)/;

/** Whether the machine refused to open a file, so that nothing can be said about its content. */
export function isMachines(cause: unknown, platform: string = process.platform): boolean {
  const { message } = cause as { readonly message?: unknown };
  if (typeof message !== 'string') return false;
  return NODE.test(message) || (platform === 'win32' ? WINDOWS : POSIX).test(message);
}
