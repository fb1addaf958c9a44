/** Tells the machine's refusals (rights, space, quota, memory, too many files) from damage: a file that is whole must not be set aside for them. */

/** As Node.js begins its messages. */
const NODE = /^(EACCES|EPERM|EROFS|ENOSPC|EDQUOT|ENOMEM|ENFILE|EMFILE): /;

/** The same refusals as the engine writes them, by the system's numbers; a failing disk (5 where it is not Windows) is damage. */
const POSIX = /os error (1|12|13|23|24|28|30)\)/;
const WINDOWS = /os error (4|5|8|14|32|112|1295)\)/;
/** A quota that is used up has a number of its own in each system. */
const QUOTA: Readonly<Record<string, RegExp>> = {
  linux: /os error 122\)/,
  darwin: /os error 69\)/,
};

/** Whether the machine refused to open a file, so that nothing can be said about its content. */
export function isMachines(cause: unknown, platform: string = process.platform): boolean {
  const { message } = cause as { readonly message?: unknown };
  if (typeof message !== 'string') return false;
  if (NODE.test(message) || QUOTA[platform]?.test(message)) return true;
  return (platform === 'win32' ? WINDOWS : POSIX).test(message);
}
