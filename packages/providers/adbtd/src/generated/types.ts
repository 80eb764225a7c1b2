// Written from openapi.yaml by `pnpm generate`. DO NOT EDIT.

export interface paths {
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The workspace that the API key opens. */
        get: operations["getWorkspace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/domains": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All domains of the workspace, in one answer. */
        get: operations["listDomains"];
        put?: never;
        /** Orders a domain for the workspace. Needs at least one dedicated IP. */
        post: operations["addDomain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/domains/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Deletes a domain and every mailbox under it, for good. */
        delete: operations["deleteDomain"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ips": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All dedicated IPs of the workspace, in one answer. */
        get: operations["listIps"];
        put?: never;
        /** Orders more dedicated IPs. Needs at least one domain. */
        post: operations["orderIps"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ips/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Releases a dedicated IP. Refused while active mailboxes would be left without one. */
        delete: operations["releaseIp"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mailboxes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All mailboxes of the workspace, in one answer. */
        get: operations["listMailboxes"];
        put?: never;
        /** Orders mailboxes. The domain of each must already stand in the workspace. */
        post: operations["createMailboxes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mailboxes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One mailbox. Its password is shown in the dashboard only. */
        get: operations["getMailbox"];
        put?: never;
        post?: never;
        /** Deletes a mailbox for good. */
        delete: operations["deleteMailbox"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mailboxes/{id}/send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a message from a mailbox through its SMTP server. */
        post: operations["sendMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mailboxes/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Recent messages of one IMAP folder, newest first. */
        get: operations["listMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mailboxes/{id}/messages/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One message with its bodies; attachments by their description only. */
        get: operations["getMessage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Workspace: {
            /** @example ws_1 */
            id: string;
            /** @example acme */
            slug: string;
            /** @example Acme */
            name: string;
            /**
             * @description A currency code; an older revision of the provider's page writes it in upper case.
             * @example usd
             */
            currency: string;
        };
        ApiKeyName: {
            /** @example key_1 */
            id: string;
            /** @example ci/cd */
            name: string;
        };
        Domain: {
            /** @example dom_1 */
            id: string;
            /** @example acme.com */
            name: string;
            /**
             * @description `byo` or `buy`.
             * @example byo
             */
            mode: string;
            /**
             * @description An open vocabulary; the provider's page shows one value of it.
             * @example verified
             */
            status: string;
            spfOk: boolean;
            dkimOk: boolean;
            dmarcOk: boolean;
            mxOk: boolean;
            /**
             * @description Null is inferred for a domain that has not been provisioned yet.
             * @example adbtd-2026
             */
            dkimSelector: string | null;
            createdAt: components["schemas"]["Timestamp"];
            /**
             * Format: date-time
             * @description Null is inferred for a domain that was never verified.
             * @example 2026-05-03T09:21:14.221Z
             */
            lastVerifiedAt: string | null;
        };
        Ip: {
            /** @example ip_1 */
            id: string;
            /** @example 203.0.113.7 */
            address: string;
            /**
             * @description An open vocabulary; the provider's page shows one value of it.
             * @example assigned
             */
            status: string;
            allocatedAt: components["schemas"]["Timestamp"];
            /**
             * Format: date-time
             * @description Null is inferred for an address whose reputation was never checked.
             * @example 2026-05-02T00:00:00.000Z
             */
            lastReputationAt: string | null;
            /** @description Null where there is nothing to report. What it holds otherwise is not described, so any JSON is taken. */
            reputationFlags: unknown;
        };
        Mailbox: {
            /** @example mb_1 */
            id: string;
            /** @example alice@acme.com */
            email: string;
            /**
             * @description Null is inferred for a mailbox that has no address to send from yet.
             * @example 203.0.113.7
             */
            smtpHost: string | null;
            /**
             * @description Null is inferred, as for `smtpHost`.
             * @example 203.0.113.7
             */
            imapHost: string | null;
            /** @example 587 */
            submissionPort: number;
            /** @example 993 */
            imapPort: number;
            /**
             * @description An open vocabulary; the provider's page shows one value of it.
             * @example active
             */
            status: string;
            createdAt: components["schemas"]["Timestamp"];
        };
        MessageSummary: {
            uid: components["schemas"]["Uid"];
            messageId: components["schemas"]["HeaderText"];
            subject: components["schemas"]["HeaderText"];
            from: string[];
            to: string[];
            cc: string[];
            date: components["schemas"]["HeaderDate"];
            flags: string[];
            /** @example 4821 */
            size: number;
            seen: boolean;
        };
        /** @description Unlike in the list, `from`, `to` and `cc` are one string here, or null. */
        Message: {
            uid: components["schemas"]["Uid"];
            messageId: components["schemas"]["HeaderText"];
            subject: components["schemas"]["HeaderText"];
            from: components["schemas"]["HeaderText"];
            to: components["schemas"]["HeaderText"];
            cc: string | null;
            date: components["schemas"]["HeaderDate"];
            /** @description Null is inferred for a message without a plain body. */
            text: string | null;
            /** @description Null is inferred for a message without an HTML body. */
            html: string | null;
            attachments: components["schemas"]["Attachment"][];
            flags: string[];
            seen: boolean;
        };
        Attachment: {
            /**
             * @description Null is inferred for a part that carries no file name.
             * @example deck.pdf
             */
            filename: string | null;
            /** @example application/pdf */
            contentType: string;
            /** @example 184221 */
            size: number;
            contentId: string | null;
        };
        /**
         * @description No endpoint answers for an order.
         * @example ord_1
         */
        OrderId: string;
        /**
         * @description An open vocabulary; the provider's page shows one value of it.
         * @example pending_provision
         */
        OrderStatus: string;
        /** @description An IMAP UID; its range is that of the IMAP standard. */
        Uid: number;
        /**
         * Format: date-time
         * @example 2026-05-01T10:14:00.000Z
         */
        Timestamp: string;
        /** @description Null is inferred for a message that lacks this header. */
        HeaderText: string | null;
        /**
         * Format: date-time
         * @description Null is inferred for a message without a readable date.
         */
        HeaderDate: string | null;
        Error: {
            error: {
                code: string;
                message: string;
                /** @description Where to pay. The page names the field and not its place, so it is read here and beside `error`. */
                checkoutUrl?: string;
            };
            /** @description See `error.checkoutUrl`. */
            checkoutUrl?: string;
        };
    };
    responses: {
        /** @description `validation_error`: the body or a parameter is not what the endpoint takes. */
        ValidationError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `unauthorized`: the token is missing, malformed or revoked. */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `payment_required`: the workspace has no saved way to pay; `checkoutUrl` says where to add one. */
        PaymentRequired: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `not_found`: the workspace has no such resource. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `conflict`: something of that name exists, or a precondition does not hold. */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `rate_limited`: the bucket of this endpoint is empty. */
        RateLimited: {
            headers: {
                /** @description Seconds to wait. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `smtp_error`: the SMTP server rejected the message. */
        SmtpError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `imap_error`: the IMAP server rejected the connection or the fetch. */
        ImapError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `inventory_unavailable`: no dedicated IP is free. */
        InventoryUnavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `internal_error`: the provider failed; whether the request took effect is not known. */
        InternalError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: {
        DomainId: string;
        IpId: string;
        MailboxId: string;
        /** @description The IMAP folder. */
        Folder: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getWorkspace: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The workspace and the key's own name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            workspace: components["schemas"]["Workspace"];
                            apiKey: components["schemas"]["ApiKeyName"];
                        };
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
        };
    };
    listDomains: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every domain, with one flag per DNS record type. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Domain"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
        };
    };
    addDomain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: hostname
                     * @description A fully qualified domain name. One with letters beyond ASCII is sent in its ASCII form.
                     * @example acme.com
                     */
                    name: string;
                    /**
                     * @description Bring your own domain, or buy it.
                     * @default byo
                     * @enum {string}
                     */
                    mode?: "byo" | "buy";
                };
            };
        };
        responses: {
            /** @description The order. It has no endpoint of its own; it is done when the domain stands in the list. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            orderId: components["schemas"]["OrderId"];
                            status: components["schemas"]["OrderStatus"];
                            /** @example acme.com */
                            domain: string;
                        };
                    };
                };
            };
            400: components["responses"]["ValidationError"];
            401: components["responses"]["Unauthorized"];
            402: components["responses"]["PaymentRequired"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
        };
    };
    deleteDomain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["DomainId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many mailboxes went with the domain. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** @example 2 */
                            deletedMailboxes: number;
                        };
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
        };
    };
    listIps: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every dedicated IP assigned to the workspace. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Ip"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
        };
    };
    orderIps: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    count: number;
                };
            };
        };
        responses: {
            /** @description The order. It has no endpoint of its own; it is done when the list has grown by this many. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            orderId: components["schemas"]["OrderId"];
                            status: components["schemas"]["OrderStatus"];
                            /** @example 1 */
                            ips: number;
                        };
                    };
                };
            };
            400: components["responses"]["ValidationError"];
            401: components["responses"]["Unauthorized"];
            402: components["responses"]["PaymentRequired"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["InventoryUnavailable"];
        };
    };
    releaseIp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["IpId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The released address; another workspace gets it after a cooldown. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** @example 203.0.113.7 */
                            released: string;
                            /** @example false */
                            cancelledSubscription: boolean;
                        };
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
        };
    };
    listMailboxes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every mailbox, with the hosts and ports that a mail client connects to. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Mailbox"][];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
        };
    };
    createMailboxes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    emails: string[];
                };
            };
        };
        responses: {
            /** @description The order. It has no endpoint of its own; it is done when the mailboxes stand in the list. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            orderId: components["schemas"]["OrderId"];
                            status: components["schemas"]["OrderStatus"];
                            /**
                             * @example [
                             *       "alice@acme.com"
                             *     ]
                             */
                            emails: string[];
                        };
                    };
                };
            };
            400: components["responses"]["ValidationError"];
            401: components["responses"]["Unauthorized"];
            402: components["responses"]["PaymentRequired"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
        };
    };
    getMailbox: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["MailboxId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The mailbox. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Mailbox"];
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
        };
    };
    deleteMailbox: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["MailboxId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The address that was deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** @example alice@acme.com */
                            deleted: string;
                        };
                    };
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
        };
    };
    sendMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["MailboxId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    to: string | string[];
                    cc?: string[];
                    bcc?: string[];
                    subject: string;
                    text?: string;
                    html?: string;
                    /** @description The name shown beside the mailbox's own address. */
                    fromName?: string;
                    replyTo?: string;
                };
            };
        };
        responses: {
            /** @description What the SMTP server answered. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** @example <1@acme.com> */
                            messageId: string;
                            accepted: string[];
                            rejected: string[];
                            /** @example 250 2.0.0 Ok: queued */
                            response: string;
                        };
                    };
                };
            };
            400: components["responses"]["ValidationError"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            502: components["responses"]["SmtpError"];
        };
    };
    listMessages: {
        parameters: {
            query?: {
                /** @description The IMAP folder. */
                folder?: components["parameters"]["Folder"];
                /** @description How many messages to answer. */
                limit?: number;
                /** @description Only messages with a UID below this one; `nextBefore` of the answer before. */
                before?: components["schemas"]["Uid"];
            };
            header?: never;
            path: {
                id: components["parameters"]["MailboxId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of messages without their bodies. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** @example INBOX */
                            folder: string;
                            /** @example 142 */
                            total: number;
                            messages: components["schemas"]["MessageSummary"][];
                            /**
                             * @description Null or absent on the last page; the provider's page shows a page that is not the last.
                             * @example 117
                             */
                            nextBefore?: number | null;
                        };
                    };
                };
            };
            400: components["responses"]["ValidationError"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            502: components["responses"]["ImapError"];
        };
    };
    getMessage: {
        parameters: {
            query?: {
                /** @description The IMAP folder. */
                folder?: components["parameters"]["Folder"];
                /** @description With "1" the message is marked as read while it is fetched. */
                markSeen?: "0" | "1";
            };
            header?: never;
            path: {
                id: components["parameters"]["MailboxId"];
                uid: components["schemas"]["Uid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Message"];
                    };
                };
            };
            400: components["responses"]["ValidationError"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["InternalError"];
            502: components["responses"]["ImapError"];
        };
    };
}
