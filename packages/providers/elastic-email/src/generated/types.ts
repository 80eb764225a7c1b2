// Written from openapi.yaml by `pnpm generate`. DO NOT EDIT.

export interface paths {
    "/security/apikeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All API keys of the account or of one sub-account, in one answer. */
        get: operations["listApiKeys"];
        put?: never;
        /** Creates an API key; its token is shown in this answer and never again. */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/security/apikeys/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One API key, without the key itself. */
        get: operations["getApiKey"];
        /** Changes the name, permissions, expiry or restrictions of an API key; its token stays. */
        put: operations["updateApiKey"];
        post?: never;
        /** Deletes an API key for good. */
        delete: operations["deleteApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/security/smtp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All SMTP credentials of the account or of one sub-account, in one answer. */
        get: operations["listSmtpCredentials"];
        put?: never;
        /** Creates an SMTP credential; its token is shown in this answer and never again. */
        post: operations["createSmtpCredential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/security/smtp/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One SMTP credential, without its password. */
        get: operations["getSmtpCredential"];
        /** Changes the name, expiry or restrictions of an SMTP credential; its token stays. */
        put: operations["updateSmtpCredential"];
        post?: never;
        /** Deletes an SMTP credential for good. */
        delete: operations["deleteSmtpCredential"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/subaccounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of the sub-accounts. */
        get: operations["listSubaccounts"];
        put?: never;
        /** Creates a sub-account. */
        post: operations["createSubaccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/subaccounts/{email}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One sub-account. */
        get: operations["getSubaccount"];
        put?: never;
        post?: never;
        /** Deletes a sub-account for good. */
        delete: operations["deleteSubaccount"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/subaccounts/{email}/credits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Adds e-mail credits to a sub-account, or takes some away. */
        patch: operations["changeSubaccountCredits"];
        trace?: never;
    };
    "/subaccounts/{email}/settings/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Sets the sending limits of a sub-account. */
        put: operations["updateSubaccountEmailSettings"];
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
        /** All domains of the account, in one answer. */
        get: operations["listDomains"];
        put?: never;
        /** Adds a domain to send from. */
        post: operations["addDomain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/domains/{domain}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One domain. */
        get: operations["getDomain"];
        /** Changes how a domain handles bounces and its certificate. */
        put: operations["updateDomain"];
        post?: never;
        /** Deletes a domain; it may stay in the list for a while, marked for deletion. */
        delete: operations["deleteDomain"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/domains/{domain}/restricted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the domain is one that nobody may send from. */
        get: operations["isDomainRestricted"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/domains/{domain}/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Has the DNS records of a domain checked now. */
        put: operations["verifyDomain"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/domains/{email}/default": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Makes a verified address the default sender. It takes an address and not a domain. */
        patch: operations["setDefaultSender"];
        trace?: never;
    };
    "/suppressions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of the addresses on any of the three lists, without saying on which. */
        get: operations["listSuppressions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/suppressions/bounces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of the addresses that bounced. */
        get: operations["listBounces"];
        put?: never;
        /** Puts addresses on the list of those that bounced. */
        post: operations["addBounces"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/suppressions/bounces/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Puts the addresses of a CSV file on the list of those that bounced, after the answer. */
        post: operations["importBounces"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/suppressions/complaints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of the addresses whose owners complained. */
        get: operations["listComplaints"];
        put?: never;
        /** Puts addresses on the list of those whose owners complained. */
        post: operations["addComplaints"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/suppressions/complaints/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Puts the addresses of a CSV file on the list of those whose owners complained, after the answer. */
        post: operations["importComplaints"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/suppressions/unsubscribes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of the addresses whose owners unsubscribed. */
        get: operations["listUnsubscribes"];
        put?: never;
        /** Puts addresses on the list of those whose owners unsubscribed. */
        post: operations["addUnsubscribes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/suppressions/unsubscribes/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Puts the addresses of a CSV file on the list of those whose owners unsubscribed, after the answer. */
        post: operations["importUnsubscribes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/suppressions/{email}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One suppressed address, without saying on which list it is. */
        get: operations["getSuppression"];
        put?: never;
        post?: never;
        /**
         * Takes an address off its list, so that it is sent to again.
         * @description The vendor's document asks for the levels that view, not for those that modify.
         */
        delete: operations["deleteSuppression"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/inboundroute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All inbound routes of the account, in one answer. */
        get: operations["listInboundRoutes"];
        put?: never;
        /** Creates an inbound route. The status is 200 although it is a creation. */
        post: operations["createInboundRoute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/inboundroute/order": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Moves inbound routes to other places in the order they are tried in.
         * @description The vendor's document asks for the level that views, not for the one that modifies.
         */
        put: operations["sortInboundRoutes"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/inboundroute/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One inbound route. */
        get: operations["getInboundRoute"];
        /** Replaces an inbound route. */
        put: operations["updateInboundRoute"];
        post?: never;
        /** Deletes an inbound route for good. */
        delete: operations["deleteInboundRoute"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many messages were sent, delivered, opened and so on in a span of time. */
        get: operations["getStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/statistics/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of the counts of each channel. */
        get: operations["listChannelStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/statistics/channels/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The counts of one channel. */
        get: operations["getChannelStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/statistics/campaigns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of the counts of each campaign. */
        get: operations["listCampaignStatistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/statistics/campaigns/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The counts of one campaign. */
        get: operations["getCampaignStatistics"];
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
        /** @description The fields are public; that these are always there is inferred, as for every object below. */
        ApiKey: {
            AccessLevel: components["schemas"]["AccessLevelFound"][];
            /** @example newsletter */
            Name: string;
            DateCreated: components["schemas"]["TimeFound"];
            LastUse: components["schemas"]["TimeFoundOrNull"];
            Expires: components["schemas"]["TimeFoundOrNull"];
            RestrictAccessToIPRange?: components["schemas"]["IpRangesFound"];
        };
        /** @description A key with its token, which no other answer holds. */
        NewApiKey: {
            Token: components["schemas"]["Token"];
            AccessLevel: components["schemas"]["AccessLevelFound"][];
            /** @example newsletter */
            Name: string;
            DateCreated: components["schemas"]["TimeFound"];
            LastUse: components["schemas"]["TimeFoundOrNull"];
            Expires: components["schemas"]["TimeFoundOrNull"];
            RestrictAccessToIPRange?: components["schemas"]["IpRangesFound"];
        };
        ApiKeyPayload: {
            /** @example contract */
            Name: string;
            AccessLevel: components["schemas"]["AccessLevel"][];
            Expires?: components["schemas"]["TimeOrNull"];
            RestrictAccessToIPRange?: components["schemas"]["IpRange"][];
            /**
             * Format: email
             * @description The sub-account that the key is for; the account itself without it.
             */
            Subaccount?: string;
        };
        /** @description As an API key, but with one permission instead of a list. */
        SmtpCredential: {
            AccessLevel: components["schemas"]["AccessLevelFound"];
            /** @example relay@acme.example */
            Name: string;
            DateCreated: components["schemas"]["TimeFound"];
            LastUse: components["schemas"]["TimeFoundOrNull"];
            Expires: components["schemas"]["TimeFoundOrNull"];
            RestrictAccessToIPRange?: components["schemas"]["IpRangesFound"];
        };
        /** @description A credential with its token, which is the SMTP password and which no other answer holds. */
        NewSmtpCredential: {
            Token: string;
            AccessLevel: components["schemas"]["AccessLevelFound"];
            /** @example relay@acme.example */
            Name: string;
            DateCreated: components["schemas"]["TimeFound"];
            LastUse: components["schemas"]["TimeFoundOrNull"];
            Expires: components["schemas"]["TimeFoundOrNull"];
            RestrictAccessToIPRange?: components["schemas"]["IpRangesFound"];
        };
        SmtpCredentialPayload: {
            /**
             * Format: email
             * @description It must be an e-mail address.
             */
            Name: string;
            Expires?: components["schemas"]["TimeOrNull"];
            RestrictAccessToIPRange?: components["schemas"]["IpRange"][];
            /**
             * Format: email
             * @description The sub-account that the credential is for; the account itself without it.
             */
            Subaccount?: string;
        };
        /** @description 96 characters. The dashboard goes on showing the last five of them, and so may we. */
        Token: string;
        Subaccount: {
            /**
             * @description A GUID. The vendor calls it safe to show on public web pages.
             * @example 00000000-0000-4000-8000-000000000001
             */
            PublicAccountID: string;
            /** @example client@acme.example */
            Email: string;
            Settings?: {
                Email?: components["schemas"]["SubaccountEmailSettings"];
            };
            LastActivity?: components["schemas"]["TimeFoundOrNull"];
            EmailCredits: number;
            TotalEmailsSent: number;
            Reputation: number;
            /** @description `Disabled`, `UnderReview`, `NeverSignedIn` or `Active`. */
            Status: string;
            ContactsCount: number;
        };
        SubaccountPayload: {
            /** Format: email */
            Email: string;
            Password: string;
            /** @description Whether the owner has to confirm by e-mail first. */
            SendActivation?: boolean;
            Settings?: {
                Email?: components["schemas"]["SubaccountEmailSettingsPayload"];
            };
        };
        SubaccountEmailSettingsPayload: {
            RequiresEmailCredits?: boolean;
            /** @description In megabytes. */
            EmailSizeLimit?: number;
            DailySendLimit?: number;
            MaxContacts?: number;
            EnablePrivateIPPurchase?: boolean;
            PoolName?: string;
            ValidSenderDomainOnly?: boolean | null;
        };
        SubaccountEmailSettings: {
            MonthlyRefillCredits?: number;
            RequiresEmailCredits?: boolean;
            /** @description In megabytes. */
            EmailSizeLimit?: number;
            DailySendLimit?: number;
            /** @description 0 for the limit of the parent account. */
            MaxContacts?: number;
            EnablePrivateIPPurchase?: boolean;
            /** @description Null is inferred for a sub-account without a pool of its own. */
            PoolName?: string | null;
            ValidSenderDomainOnly?: boolean | null;
        };
        CreditsPayload: {
            /** @description How many to add; a negative number takes credits away. */
            Credits: number;
            /** @description Shown in the history of the sub-account. */
            Notes?: string;
        };
        /**
         * @description A fully qualified domain name. One with letters beyond ASCII is sent in its ASCII form.
         * @example contract.example
         */
        DomainName: string;
        Domain: {
            /** @example acme.example */
            Domain: string;
            DefaultDomain: boolean;
            Spf: boolean;
            Dkim: boolean;
            MX: boolean;
            DMARC: boolean;
            /** @description Whether the CNAME record for tracking is there. */
            IsRewriteDomainValid: boolean;
            /** @description True while something is still to be verified. */
            Verify: boolean;
            Type?: components["schemas"]["TextOrNull"];
            TrackingStatus?: components["schemas"]["TextOrNull"];
            CertificateStatus?: components["schemas"]["TextOrNull"];
            CertificateValidationError?: components["schemas"]["TextOrNull"];
            TrackingTypeUserRequest?: components["schemas"]["TextOrNull"];
            VERP?: boolean;
            CustomBouncesDomain?: components["schemas"]["TextOrNull"];
            IsCustomBouncesDomainDefault?: boolean;
            IsMarkedForDeletion?: boolean;
            Ownership?: components["schemas"]["TextOrNull"];
        };
        DomainWithLog: {
            ValidationLog?: components["schemas"]["TextOrNull"];
            /** @example acme.example */
            Domain: string;
            DefaultDomain: boolean;
            Spf: boolean;
            Dkim: boolean;
            MX: boolean;
            DMARC: boolean;
            IsRewriteDomainValid: boolean;
            Verify: boolean;
            Type?: components["schemas"]["TextOrNull"];
            TrackingStatus?: components["schemas"]["TextOrNull"];
            CertificateStatus?: components["schemas"]["TextOrNull"];
            CertificateValidationError?: components["schemas"]["TextOrNull"];
            TrackingTypeUserRequest?: components["schemas"]["TextOrNull"];
            VERP?: boolean;
            CustomBouncesDomain?: components["schemas"]["TextOrNull"];
            IsCustomBouncesDomainDefault?: boolean;
            IsMarkedForDeletion?: boolean;
            Ownership?: components["schemas"]["TextOrNull"];
        };
        /** @description That the name is required is inferred; the vendor's document requires nothing here. */
        DomainPayload: {
            Domain: components["schemas"]["DomainName"];
            SetAsDefault?: boolean;
        };
        DomainUpdatePayload: {
            /** @enum {string} */
            CertificateStatus?: "ErrorOccured" | "CertNotSet" | "Valid" | "NotValid";
            VERP?: boolean;
            CustomBouncesDomain?: components["schemas"]["DomainName"];
            IsCustomBouncesDomainDefault?: boolean;
        };
        /**
         * @description How links are tracked.
         * @enum {string}
         */
        TrackingType: "None" | "Delete" | "Http" | "ExternalHttps" | "InternalCertHttps" | "LetsEncryptCert";
        Suppression: {
            /** @example lena@client.example */
            Email: string;
            FriendlyErrorMessage?: components["schemas"]["TextOrNull"];
            /** @description The SMTP code of the bounce. */
            ErrorCode: number | null;
            DateUpdated: components["schemas"]["TimeFoundOrNull"];
        };
        Addresses: string[];
        InboundRoute: {
            /** @example 00000000-0000-4000-8000-000000000002 */
            PublicId: string;
            /** @example replies */
            Name: string;
            /** @description `EmailAddress` or `Subject`. */
            FilterType: string;
            Filter: string;
            /** @description `ForwardToEmail`, `NotifyViaHttp` or `Stop`. */
            ActionType: string;
            /** @description An address or a URL, which may hold a token. Null is inferred for `Stop`. */
            ActionParameter?: string | null;
            SortOrder: number;
        };
        InboundRoutePayload: {
            Name: string;
            /** @enum {string} */
            FilterType: "EmailAddress" | "Subject";
            Filter: string;
            /** @enum {string} */
            ActionType: "Stop" | "ForwardToEmail" | "NotifyViaHttp";
            /**
             * Format: email
             * @description Where `ForwardToEmail` sends to.
             */
            EmailAddress?: string;
            /**
             * Format: uri
             * @description What `NotifyViaHttp` calls; it may hold a token.
             */
            HttpAddress?: string;
        };
        SortOrder: {
            /** @example 00000000-0000-4000-8000-000000000000 */
            PublicInboundId: string;
            /** @description 1 is tried first. */
            SortOrder: number;
        };
        Statistics: {
            Recipients?: number;
            EmailTotal?: number;
            SmsTotal?: number;
            Delivered?: number;
            Bounced?: number;
            InProgress?: number;
            Opened?: number;
            Clicked?: number;
            Unsubscribed?: number;
            Complaints?: number;
            Inbound?: number;
            ManualCancel?: number;
            NotDelivered?: number;
        };
        NamedStatistics: {
            /** @description The channel's or the campaign's name. */
            ChannelName?: string;
            Recipients?: number;
            EmailTotal?: number;
            SmsTotal?: number;
            Delivered?: number;
            Bounced?: number;
            InProgress?: number;
            Opened?: number;
            Clicked?: number;
            Unsubscribed?: number;
            Complaints?: number;
            Inbound?: number;
            ManualCancel?: number;
            NotDelivered?: number;
        };
        /**
         * @description A permission; the list of `AccessLevel` may have grown.
         * @example ViewSettings
         */
        AccessLevelFound: string;
        /**
         * @description A permission of an API key.
         * @enum {string}
         */
        AccessLevel: "None" | "ViewAccount" | "ViewContacts" | "ViewForms" | "ViewTemplates" | "ViewCampaigns" | "ViewChannels" | "ViewAutomations" | "ViewSurveys" | "ViewSettings" | "ViewBilling" | "ViewSubAccounts" | "ViewUsers" | "ViewFiles" | "ViewReports" | "ModifyAccount" | "ModifyContacts" | "ModifyForms" | "ModifyTemplates" | "ModifyCampaigns" | "ModifyChannels" | "ModifyAutomations" | "ModifySurveys" | "ModifyFiles" | "Export" | "SendSmtp" | "SendSMS" | "ModifySettings" | "ModifyBilling" | "ModifyProfile" | "ModifySubAccounts" | "ModifyUsers" | "Security" | "ModifyLanguage" | "ViewSupport" | "SendHttp" | "Modify2FAEmail" | "ModifySupport" | "ViewCustomFields" | "ModifyCustomFields" | "ModifyWebNotifications" | "ExtendedLogs" | "VerifyEmails" | "Modify2FASms" | "ViewVerifyEmails" | "ViewAccessTokens" | "ViewWebNotifications" | "ModifyLandingPages" | "ViewLandingPages" | "ModifySuppressions" | "ViewSuppressions" | "ViewDragDropEditor" | "ViewTemplateEditor" | "ViewAITools" | "ModifySubscriptionAntiSpam" | "ViewLandingPagesCheckout" | "ModifyLandingPagesCheckout" | "ViewHTMLEditor" | "ModifyAccessTokens" | "ViewPaidNewsletters" | "ModifyPaidNewsletters";
        /**
         * @description An address, a network in CIDR form, or two addresses with a hyphen between them. The vendor speaks of an IP address or range and shows no form of the latter.
         * @example 203.0.113.0/24
         */
        IpRange: string;
        /** @description Null is inferred for a key that may be used from anywhere. */
        IpRangesFound: string[] | null;
        /**
         * @description A date and a time. The vendor documents requests without a zone; here a zone may be given, and the time is sent in UTC. That times without a zone are in UTC is inferred.
         * @example 2026-11-20T00:00:00
         */
        Time: string;
        /**
         * @description As `Time`; null for never.
         * @example 2026-11-20T00:00:00
         */
        TimeOrNull: string | null;
        /**
         * @description A date and a time, with or without a zone.
         * @example 2026-05-01T10:14:00
         */
        TimeFound: string;
        /** @example 2026-05-01T10:14:00 */
        TimeFoundOrNull: string | null;
        /** @description Null is inferred where there is nothing to say. */
        TextOrNull: string | null;
        /** @description From the vendor's description for developers and from clients that print it; there is no code. */
        Error: {
            /**
             * @example APIKey Expired
             * @example Access Denied.
             */
            Error: string;
        };
    };
    responses: {
        /** @description It is done; the body is empty. */
        Done: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description It will be done; the body is empty. */
        Accepted: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description Any refusal: a missing, unknown or expired key, a missing permission, a missing parameter, a thing that does not exist. Only the text tells them apart. */
        Refused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description More than 20 requests at once from this address. No `Retry-After` is documented. */
        TooManyRequests: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Anything else. */
        Failed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: {
        /** @description The name, which is all that tells one key from another. */
        KeyName: string;
        /** @description The e-mail address of the sub-account that is meant; the account itself without it. */
        Subaccount: string;
        Email: string;
        Domain: components["schemas"]["DomainName"];
        /** @description The `PublicId` of the route, a GUID. */
        RouteId: string;
        StatisticsName: string;
        /** @description How many at most. */
        Limit: number;
        /** @description How many at most. */
        SuppressionLimit: number;
        /** @description How many to leave out at the beginning. */
        Offset: number;
        /** @description Only addresses that hold this text. */
        Search: string;
        From: components["schemas"]["Time"];
        To: components["schemas"]["Time"];
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listApiKeys: {
        parameters: {
            query?: {
                /** @description The e-mail address of the sub-account that is meant; the account itself without it. */
                subaccount?: components["parameters"]["Subaccount"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every key, without the key itself. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"][];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiKeyPayload"];
            };
        };
        responses: {
            /** @description The new key with its token. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getApiKey: {
        parameters: {
            query?: {
                /** @description The e-mail address of the sub-account that is meant; the account itself without it. */
                subaccount?: components["parameters"]["Subaccount"];
            };
            header?: never;
            path: {
                /** @description The name, which is all that tells one key from another. */
                name: components["parameters"]["KeyName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    updateApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name, which is all that tells one key from another. */
                name: components["parameters"]["KeyName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiKeyPayload"];
            };
        };
        responses: {
            /** @description The key as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    deleteApiKey: {
        parameters: {
            query?: {
                /** @description The e-mail address of the sub-account that is meant; the account itself without it. */
                subaccount?: components["parameters"]["Subaccount"];
            };
            header?: never;
            path: {
                /** @description The name, which is all that tells one key from another. */
                name: components["parameters"]["KeyName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Done"];
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    listSmtpCredentials: {
        parameters: {
            query?: {
                /** @description The e-mail address of the sub-account that is meant; the account itself without it. */
                subaccount?: components["parameters"]["Subaccount"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every credential, without its password. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SmtpCredential"][];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    createSmtpCredential: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SmtpCredentialPayload"];
            };
        };
        responses: {
            /** @description The new credential with its token. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewSmtpCredential"];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getSmtpCredential: {
        parameters: {
            query?: {
                /** @description The e-mail address of the sub-account that is meant; the account itself without it. */
                subaccount?: components["parameters"]["Subaccount"];
            };
            header?: never;
            path: {
                /** @description The name, which is all that tells one key from another. */
                name: components["parameters"]["KeyName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The credential. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SmtpCredential"];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    updateSmtpCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name, which is all that tells one key from another. */
                name: components["parameters"]["KeyName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SmtpCredentialPayload"];
            };
        };
        responses: {
            /** @description The credential as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SmtpCredential"];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    deleteSmtpCredential: {
        parameters: {
            query?: {
                /** @description The e-mail address of the sub-account that is meant; the account itself without it. */
                subaccount?: components["parameters"]["Subaccount"];
            };
            header?: never;
            path: {
                /** @description The name, which is all that tells one key from another. */
                name: components["parameters"]["KeyName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Done"];
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    listSubaccounts: {
        parameters: {
            query?: {
                /** @description How many at most. */
                limit?: components["parameters"]["Limit"];
                /** @description How many to leave out at the beginning. */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At most `limit` sub-accounts; fewer at the end. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subaccount"][];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    createSubaccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubaccountPayload"];
            };
        };
        responses: {
            /** @description The new sub-account. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subaccount"];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getSubaccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                email: components["parameters"]["Email"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sub-account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subaccount"];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    deleteSubaccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                email: components["parameters"]["Email"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Done"];
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    changeSubaccountCredits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                email: components["parameters"]["Email"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreditsPayload"];
            };
        };
        responses: {
            200: components["responses"]["Done"];
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    updateSubaccountEmailSettings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                email: components["parameters"]["Email"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubaccountEmailSettings"];
            };
        };
        responses: {
            /** @description The settings as they are now. The status is 201 although nothing is created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubaccountEmailSettings"];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
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
            /** @description Every domain, with one flag per DNS record. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Domain"][];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
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
                "application/json": components["schemas"]["DomainPayload"];
            };
        };
        responses: {
            /** @description The new domain; its records are still to be verified. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Domain"];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getDomain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                domain: components["parameters"]["Domain"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The domain, with the log of its last verification. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DomainWithLog"];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    updateDomain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                domain: components["parameters"]["Domain"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DomainUpdatePayload"];
            };
        };
        responses: {
            /** @description The domain as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Domain"];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    deleteDomain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                domain: components["parameters"]["Domain"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Done"];
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    isDomainRestricted: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                domain: components["parameters"]["Domain"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description True for a restricted domain. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": boolean;
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    verifyDomain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                domain: components["parameters"]["Domain"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrackingType"];
            };
        };
        responses: {
            /** @description The domain, with the log of this verification. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DomainWithLog"];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    setDefaultSender: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                email: components["parameters"]["Email"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The domain of the address. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Domain"];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    listSuppressions: {
        parameters: {
            query?: {
                /** @description How many at most. */
                limit?: components["parameters"]["SuppressionLimit"];
                /** @description How many to leave out at the beginning. */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At most `limit` addresses; fewer at the end. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suppression"][];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    listBounces: {
        parameters: {
            query?: {
                /** @description Only addresses that hold this text. */
                search?: components["parameters"]["Search"];
                /** @description How many at most. */
                limit?: components["parameters"]["SuppressionLimit"];
                /** @description How many to leave out at the beginning. */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At most `limit` addresses; fewer at the end. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suppression"][];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    addBounces: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Addresses"];
            };
        };
        responses: {
            /** @description The addresses as they are listed now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suppression"][];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    importBounces: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * @description A CSV file with one address a line, in base64.
                     * @example c29tZWJvZHlAY29udHJhY3QuZXhhbXBsZQo=
                     */
                    file: string;
                };
            };
        };
        responses: {
            202: components["responses"]["Accepted"];
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    listComplaints: {
        parameters: {
            query?: {
                /** @description Only addresses that hold this text. */
                search?: components["parameters"]["Search"];
                /** @description How many at most. */
                limit?: components["parameters"]["SuppressionLimit"];
                /** @description How many to leave out at the beginning. */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At most `limit` addresses; fewer at the end. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suppression"][];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    addComplaints: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Addresses"];
            };
        };
        responses: {
            /** @description The addresses as they are listed now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suppression"][];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    importComplaints: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * @description A CSV file with one address a line, in base64.
                     * @example c29tZWJvZHlAY29udHJhY3QuZXhhbXBsZQo=
                     */
                    file: string;
                };
            };
        };
        responses: {
            202: components["responses"]["Accepted"];
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    listUnsubscribes: {
        parameters: {
            query?: {
                /** @description Only addresses that hold this text. */
                search?: components["parameters"]["Search"];
                /** @description How many at most. */
                limit?: components["parameters"]["SuppressionLimit"];
                /** @description How many to leave out at the beginning. */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At most `limit` addresses; fewer at the end. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suppression"][];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    addUnsubscribes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Addresses"];
            };
        };
        responses: {
            /** @description The addresses as they are listed now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suppression"][];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    importUnsubscribes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * @description A CSV file with one address a line, in base64.
                     * @example c29tZWJvZHlAY29udHJhY3QuZXhhbXBsZQo=
                     */
                    file: string;
                };
            };
        };
        responses: {
            202: components["responses"]["Accepted"];
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getSuppression: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                email: components["parameters"]["Email"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The address. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suppression"];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    deleteSuppression: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                email: components["parameters"]["Email"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Done"];
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    listInboundRoutes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every route. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InboundRoute"][];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    createInboundRoute: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InboundRoutePayload"];
            };
        };
        responses: {
            /** @description The new route. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InboundRoute"];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    sortInboundRoutes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SortOrder"][];
            };
        };
        responses: {
            /** @description Every route as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InboundRoute"][];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getInboundRoute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `PublicId` of the route, a GUID. */
                id: components["parameters"]["RouteId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The route. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InboundRoute"];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    updateInboundRoute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `PublicId` of the route, a GUID. */
                id: components["parameters"]["RouteId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InboundRoutePayload"];
            };
        };
        responses: {
            /** @description The route as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InboundRoute"];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    deleteInboundRoute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `PublicId` of the route, a GUID. */
                id: components["parameters"]["RouteId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Done"];
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getStatistics: {
        parameters: {
            query: {
                from: components["parameters"]["From"];
                to?: components["parameters"]["To"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The counts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statistics"];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    listChannelStatistics: {
        parameters: {
            query?: {
                /** @description How many at most. */
                limit?: components["parameters"]["Limit"];
                /** @description How many to leave out at the beginning. */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At most `limit` of them; fewer at the end. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamedStatistics"][];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getChannelStatistics: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: components["parameters"]["StatisticsName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The counts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamedStatistics"];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    listCampaignStatistics: {
        parameters: {
            query?: {
                /** @description How many at most. */
                limit?: components["parameters"]["Limit"];
                /** @description How many to leave out at the beginning. */
                offset?: components["parameters"]["Offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description At most `limit` of them; fewer at the end. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamedStatistics"][];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
    getCampaignStatistics: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: components["parameters"]["StatisticsName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The counts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamedStatistics"];
                };
            };
            400: components["responses"]["Refused"];
            429: components["responses"]["TooManyRequests"];
            default: components["responses"]["Failed"];
        };
    };
}
