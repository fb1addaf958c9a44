/** The fault of a port that another program holds, with the repair in its message. */
import { PlatformFault } from '../../network/index.js';

export class PortBusy extends PlatformFault {
  readonly port: number;

  constructor(port: number, host: string, cause: unknown) {
    super(
      'PORT_BUSY',
      `Port ${port} on ${host} is in use by another program (another federation?): stop it, or choose other ports with --port.`,
      cause,
    );
    this.name = 'PortBusy';
    this.port = port;
  }
}

/** The fault that a failed `listen` means. */
export function listenFault(port: number, host: string, cause: unknown): PlatformFault {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new PortBusy(port, host, cause);
  if (code === 'EACCES') {
    const message = `This user may not listen on port ${port}: choose one above 1023 with --port.`;
    return new PlatformFault('PORT_FORBIDDEN', message, cause);
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    const message = `${host} is no address of this machine: choose another with --host.`;
    return new PlatformFault('HOST_UNKNOWN', message, cause);
  }
  return new PlatformFault('LISTEN_FAILED', `Listening on ${host}:${port} failed.`, cause);
}
