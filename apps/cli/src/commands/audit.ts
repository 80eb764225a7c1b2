import { gatewayCommand } from '../gateway-command.ts';
import { auditExportCommand } from './audit-export.ts';

/** `audit`: the audit log as something that is handed on. */
export function auditCommand() {
  return gatewayCommand('audit', 'hand the audit log on').addCommand(auditExportCommand());
}
