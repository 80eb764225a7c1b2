// Written from openapi.yaml by `pnpm generate`. DO NOT EDIT.

import type { OpenApiDocument } from '@rollcall/provider-kit';

export const document: OpenApiDocument = {
  "openapi": "3.1.0",
  "info": {
    "title": "Newcomer API",
    "version": "v1-2026-11-21",
    "description": "Inboxes of one Newcomer account. Replace this text with where the document comes from and on which day, and every line\nbelow with what the provider's pages say.\n\nExtensions:\n- `x-rollcall-source`: where a path, parameter, field or constraint comes from. `seed` is the provider's API page,\n  `public` another public page, `inferred` a conclusion of ours (the description beside it says from what). Until\n  somebody has looked, everything is inferred.\n- `x-rollcall-own-sources`: the sources that are the provider's own word; what stands on another one is unconfirmed.\n- `x-rollcall-effect`: `read`, `write`, or `destroy` for what cannot be undone at the provider.\n- `x-rollcall-acts`: which kinds of the inventory the operation works on, and what it does to them.\n- `x-rollcall-bucket`: the rate limit that a request counts against.\n- `x-rollcall-class`: `secret` or `opaque` for values that are never stored.\n- `x-rollcall-confirm`: the field whose value callers repeat in `confirm`, which is not sent.\n",
    "x-rollcall-source": "inferred",
    "x-rollcall-own-sources": [
      "seed"
    ]
  },
  "servers": [
    {
      "url": "https://api.newcomer.example/v1"
    }
  ],
  "security": [
    {
      "bearer": []
    }
  ],
  "tags": [
    {
      "name": "account"
    },
    {
      "name": "inboxes"
    }
  ],
  "paths": {
    "/account": {
      "get": {
        "operationId": "getAccount",
        "tags": [
          "account"
        ],
        "summary": "The account that the API key opens.",
        "x-rollcall-effect": "read",
        "x-rollcall-bucket": "default",
        "responses": {
          "200": {
            "description": "The account.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "data": {
                      "$ref": "#/components/schemas/Account"
                    }
                  }
                }
              }
            }
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/inboxes": {
      "get": {
        "operationId": "listInboxes",
        "tags": [
          "inboxes"
        ],
        "summary": "All inboxes of the account, in one answer.",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "inbox": "list"
        },
        "x-rollcall-bucket": "default",
        "responses": {
          "200": {
            "description": "The inboxes.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": [
                    "data"
                  ],
                  "properties": {
                    "data": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/Inbox"
                      }
                    }
                  }
                }
              }
            }
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/Failed"
          }
        }
      },
      "post": {
        "operationId": "createInbox",
        "tags": [
          "inboxes"
        ],
        "summary": "Creates an inbox.",
        "x-rollcall-effect": "write",
        "x-rollcall-acts": {
          "inbox": "create"
        },
        "x-rollcall-bucket": "default",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": [
                  "email",
                  "password"
                ],
                "properties": {
                  "email": {
                    "type": "string",
                    "format": "email",
                    "maxLength": 320
                  },
                  "password": {
                    "type": "string",
                    "minLength": 8,
                    "maxLength": 200,
                    "x-rollcall-class": "secret",
                    "examples": [
                      "correct-horse-battery-1"
                    ]
                  }
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Inbox"
          },
          "400": {
            "$ref": "#/components/responses/Rejected"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    },
    "/inboxes/{id}": {
      "get": {
        "operationId": "getInbox",
        "tags": [
          "inboxes"
        ],
        "summary": "One inbox.",
        "x-rollcall-effect": "read",
        "x-rollcall-acts": {
          "inbox": "read"
        },
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/InboxId"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Inbox"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/Failed"
          }
        }
      },
      "delete": {
        "operationId": "deleteInbox",
        "tags": [
          "inboxes"
        ],
        "summary": "Deletes an inbox with its mail, for good.",
        "x-rollcall-effect": "destroy",
        "x-rollcall-acts": {
          "inbox": "delete"
        },
        "x-rollcall-confirm": "id",
        "x-rollcall-bucket": "default",
        "parameters": [
          {
            "$ref": "#/components/parameters/InboxId"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Inbox"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/RateLimited"
          },
          "500": {
            "$ref": "#/components/responses/Failed"
          }
        }
      }
    }
  },
  "components": {
    "securitySchemes": {
      "bearer": {
        "type": "http",
        "scheme": "bearer"
      }
    },
    "parameters": {
      "InboxId": {
        "name": "id",
        "in": "path",
        "required": true,
        "schema": {
          "type": "string",
          "minLength": 1,
          "maxLength": 128
        }
      }
    },
    "schemas": {
      "Account": {
        "type": "object",
        "required": [
          "id",
          "name"
        ],
        "properties": {
          "id": {
            "type": "string"
          },
          "name": {
            "type": "string"
          }
        }
      },
      "Inbox": {
        "type": "object",
        "required": [
          "id",
          "email",
          "status",
          "createdAt"
        ],
        "properties": {
          "id": {
            "type": "string"
          },
          "email": {
            "type": "string"
          },
          "status": {
            "type": "string"
          },
          "createdAt": {
            "type": "string"
          }
        }
      },
      "Error": {
        "type": "object",
        "required": [
          "error"
        ],
        "properties": {
          "error": {
            "type": "object",
            "required": [
              "code",
              "message"
            ],
            "properties": {
              "code": {
                "type": "string"
              },
              "message": {
                "type": "string"
              }
            }
          }
        }
      }
    },
    "responses": {
      "Inbox": {
        "description": "The inbox.",
        "content": {
          "application/json": {
            "schema": {
              "type": "object",
              "required": [
                "data"
              ],
              "properties": {
                "data": {
                  "$ref": "#/components/schemas/Inbox"
                }
              }
            }
          }
        }
      },
      "Rejected": {
        "description": "A value is not what the operation takes.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "Unauthorized": {
        "description": "The API key is missing, wrong or revoked.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "NotFound": {
        "description": "There is no such inbox.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "Conflict": {
        "description": "The address is taken.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "RateLimited": {
        "description": "Too many requests.",
        "headers": {
          "Retry-After": {
            "description": "Seconds to wait.",
            "schema": {
              "type": "integer",
              "minimum": 0
            }
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "Failed": {
        "description": "The provider failed; whether the request took effect is not known.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      }
    }
  }
};
